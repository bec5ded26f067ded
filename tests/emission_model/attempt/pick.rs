//! Who, what, how much, as things stand.

use proptest::sample::Index;

use crate::{
    cast::{Person, Rig},
    model::{Lease, Model, schedule::LAST},
};

/// Who signs.
#[derive(Clone, Debug)]
pub enum By {
    Entitled,
    Anyone(Index),
}

/// Which device.
#[derive(Clone, Debug)]
pub enum Pick {
    /// One with which it can be done, if there is one.
    Fitting(Index),
    /// One that is registered or was leased.
    Known(Index),
    Any(Index),
    Named(Rig),
}

/// Which pool.
#[derive(Clone, Copy, Debug)]
pub enum PoolPick {
    Right,
    Other,
}

/// Which attestors sign.
#[derive(Clone, Debug)]
pub enum Signers {
    /// As many as have to, from that place on.
    Quorum(Index),
    All,
    /// One less than have to, or one at least.
    Short,
    /// One of them is none.
    Foreign(Index),
    /// One of them is there twice.
    Twice,
}

/// How long.
#[derive(Clone, Debug)]
pub enum Until {
    /// So many thousandths of the way to the longest term.
    Permille(u32),
    Longest,
    OneTooLong,
    Running,
    /// The last epoch of all, or the one after it.
    Last(u32),
}

/// Who is paid.
#[derive(Clone, Debug)]
pub enum Payee {
    Right,
    Any(Index),
}

/// Which pages.
#[derive(Clone, Debug)]
pub enum Pages {
    Right,
    Swapped,
    OfTheOtherPool,
    Any(u16, u16),
}

/// How much, of what there is.
#[derive(Clone, Debug)]
pub enum Amount {
    Exactly(u64),
    Permille(u64),
    All,
}

pub fn one_of<T: Copy>(all: &[T], index: &Index) -> T {
    *index.get(all)
}

/// The owner of a device; of one that is gone, who owned it when its lease was granted.
pub fn owner(model: &Model, rig: Rig) -> Person {
    let leased = || model.leases.get(&rig).map_or(rig.0, |lease| lease.owner);
    model.devices.get(&rig).map_or_else(leased, |device| device.owner)
}

/// The pool of a device's lease.
pub fn pool(model: &Model, rig: Rig) -> u8 {
    model.leases.get(&rig).map_or_else(|| home(model, rig), |lease| lease.pool as u8)
}

/// The pool of a device's class.
pub fn home(model: &Model, rig: Rig) -> u8 {
    model.devices.get(&rig).map_or(0, |device| model.classes[&device.class].0)
}

impl By {
    pub fn or(&self, entitled: Person) -> Person {
        match self {
            Self::Entitled => entitled,
            Self::Anyone(who) => one_of(&Person::ALL, who),
        }
    }
}

impl Pick {
    /// None where no device is known.
    pub fn rig(&self, model: &Model, fits: impl Fn(Rig) -> bool) -> Option<Rig> {
        self.among(model.devices.keys().chain(model.leases.keys()).copied().collect(), |rig| {
            model.devices.contains_key(&rig) && fits(rig)
        })
    }

    /// None where no device ever had a lease.
    pub fn leased(&self, model: &Model, fits: impl Fn(&Lease) -> bool) -> Option<Rig> {
        self.among(model.leases.keys().copied().collect(), |rig| fits(&model.leases[&rig]))
    }

    fn among(&self, known: Vec<Rig>, fits: impl Fn(Rig) -> bool) -> Option<Rig> {
        let fitting: Vec<_> = known.iter().copied().filter(|rig| fits(*rig)).collect();
        match self {
            Self::Named(rig) => Some(*rig),
            Self::Any(rig) => Some(one_of(&Rig::all().collect::<Vec<_>>(), rig)),
            _ if known.is_empty() => None,
            Self::Fitting(rig) if !fitting.is_empty() => Some(one_of(&fitting, rig)),
            Self::Fitting(rig) | Self::Known(rig) => Some(one_of(&known, rig)),
        }
    }
}

impl PoolPick {
    pub fn or(self, right: u8) -> u8 {
        match self {
            Self::Right => right,
            Self::Other => 1 - right,
        }
    }
}

impl Signers {
    pub fn people(&self, model: &Model) -> Vec<Person> {
        let (attestors, quorum) = (&model.settings.attestors, usize::from(model.settings.quorum));
        let from =
            |place: usize, count: usize| attestors.iter().cycle().skip(place).take(count).copied().collect::<Vec<_>>();
        match self {
            Self::Quorum(place) => from(place.index(attestors.len()), quorum),
            Self::All => attestors.clone(),
            Self::Short => from(0, (quorum - 1).max(1)),
            Self::Foreign(who) => {
                let mut people = from(0, quorum);
                let last = people.len() - 1;
                people[last] = one_of(&[Person::FourthAttestor, Person::Stranger, Person::Admin], who);
                people
            }
            Self::Twice => {
                let mut people = from(0, quorum);
                people.push(people[0]);
                people
            }
        }
    }
}

impl Until {
    pub fn epoch(&self, model: &Model) -> u32 {
        let (running, longest) = (model.running().unwrap_or(LAST), u32::from(model.settings.max_lease));
        match self {
            Self::Permille(share) => (running + 1 + (longest - 1) * share / 1_000).min(LAST),
            Self::Longest => (running + longest).min(LAST),
            Self::OneTooLong => running + longest + 1,
            Self::Running => running,
            Self::Last(beyond) => LAST + beyond,
        }
    }
}

impl Payee {
    pub fn person(&self, model: &Model, rig: Rig) -> Person {
        match self {
            Self::Right => {
                let payee = model.leases.get(&rig).map(|lease| lease.payee(model.devices.get(&rig)));
                payee.filter(|payee| Person::PAID.contains(payee)).unwrap_or(Person::Supplier)
            }
            Self::Any(who) => one_of(&Person::PAID, who),
        }
    }
}

impl Pages {
    pub fn numbers(&self, model: &Model, rig: Rig, pool: u8) -> [(u8, u16); 2] {
        let completed = model.pools[usize::from(pool)].completed;
        let lease = model.leases.get(&rig);
        let settled = lease.and_then(|lease| lease.settled()).unwrap_or(1).max(1);
        let through = lease.and_then(|lease| lease.due(completed).last()).map_or(settled, |hour| hour.epoch);
        let [settled, through] = [settled, through].map(Model::page_of);
        match self {
            Self::Right => [(pool, settled), (pool, through)],
            Self::Swapped => [(pool, through), (pool, settled)],
            Self::OfTheOtherPool => [(1 - pool, settled), (1 - pool, through)],
            Self::Any(one, other) => [(pool, *one), (pool, *other)],
        }
    }
}

impl Amount {
    pub fn of(&self, whole: u64) -> u64 {
        match self {
            Self::Exactly(amount) => *amount,
            Self::Permille(share) => whole / 1_000 * share + whole % 1_000 * share / 1_000,
            Self::All => whole,
        }
    }
}
