use crate::{
    error::IoMarketError,
    state::{Asset, VERSION, config::share},
};
use anchor_lang::prelude::*;
use io_economics::{
    Amount, Timestamp,
    rent::{FeeRates, HOUR, START_WINDOW, Stretch, duration, failure_penalty},
};
use io_stake::state::Device;

/// How many prices the time that has yet to end may have: the first one, and those of the extensions.
pub const SEGMENTS: usize = 8;

/// How far a reservation has come. One that owes nobody anything is closed, so there is no stage for that.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reserved; the supplier may start it for 20 minutes, and afterwards anyone may expire it.
    Reserved,
    /// Started; it earns per second until its end, and from then on anyone may complete it.
    Running,
    /// Ran to its end. What is due has yet to be claimed.
    Completed,
    /// Ended early by the renter. What is due has yet to be claimed.
    Terminated,
    /// Ended early by a failure. What is due has yet to be claimed.
    Failed,
    /// Never started. What is due has yet to be claimed.
    Expired,
}

/// A part of the time that has one price. It begins where the one before it ends.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// The first second after it, in seconds since 1970; 0 before the start.
    pub ends_at: i64,
    /// What all of it costs, in base units.
    pub cost: u64,
}

/// A device reserved for hours, and what the escrow owes whom for it.
///
/// All amounts are in base units of the asset. What the escrow holds for it is, by stage,
///
/// ```text
/// reserved             cost + fees
/// running              cost − claimed
/// ended                supplier_due + renter_due
/// ```
#[account(zero_copy)]
#[derive(Debug)]
pub struct Reservation {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// 0 reserved, 1 running, 2 completed, 3 terminated, 4 failed, 5 expired.
    pub stage: u8,
    /// 0 USDC, 1 IO.
    pub asset: u8,
    /// Its number among the listing's reservations, part of its address.
    pub number: u32,
    /// How many hours it has, extensions included.
    pub hours: u16,
    /// Rate of the reservation fee when it was made, in basis points; extensions pay it too.
    pub reservation_bps: u16,
    /// Rate of the facilitation fee when it was made, in basis points; extensions pay it too.
    pub facilitation_bps: u16,
    /// Rate of the network fee when it was made, in basis points; extensions pay it too.
    pub network_bps: u16,
    /// The share of what was earned that a failure costs, in basis points, as it was when it was made.
    pub failure_bps: u16,
    /// How many segments have yet to be counted as finished.
    pub segment_count: u8,
    /// Aligns what follows.
    pub padding: [u8; 5],
    /// When it was reserved, in seconds since 1970.
    pub reserved_at: i64,
    /// When it was started, in seconds since 1970; 0 before.
    pub started_at: i64,
    /// When the first of the segments begins, in seconds since 1970; 0 before the start.
    pub segments_from: i64,
    /// The parts of the time that have yet to be counted as finished, in their order.
    pub segments: [Segment; SEGMENTS],
    /// What the segments cost that have been counted as finished.
    pub finished: u64,
    /// What all of it costs, extensions included, without fees.
    pub cost: u64,
    /// What was paid in fees, extensions included. In the escrow until the start, then with the treasury.
    pub fees: u64,
    /// What the supplier was paid, its co-stakers' part included.
    pub claimed: u64,
    /// What the supplier may still claim after the end.
    pub supplier_due: u64,
    /// What the renter may still claim after the end.
    pub renter_due: u64,
    /// The device.
    pub device: Pubkey,
    /// Reserved it, and may extend and terminate it.
    pub renter: Pubkey,
    /// Started it, and is paid; the default address before.
    pub supplier: Pubkey,
    /// Paid the rent of this account, and gets it back.
    pub rent_payer: Pubkey,
    /// The token account that holds what it is owed.
    pub escrow: Pubkey,
    /// The token account that receives the fees.
    pub fee_vault: Pubkey,
    /// What the renter calls the cluster it belongs to.
    pub cluster: [u8; 32],
    /// The share of the rent that is the co-stakers', in basis points, as it was when it was made; 0 if the device was not
    /// open for co-stake then.
    pub costake_bps: u16,
    /// Aligns what follows.
    pub padding_2: [u8; 2],
    /// Which company of the device's co-stakers there was when the supplier was last paid, or when it was made.
    pub company: u32,
    /// Room for later versions.
    pub reserved: [u8; 152],
}

impl Reservation {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// How far it has come. None in an account that this program did not write.
    pub const fn stage(&self) -> Option<Stage> {
        match self.stage {
            0 => Some(Stage::Reserved),
            1 => Some(Stage::Running),
            2 => Some(Stage::Completed),
            3 => Some(Stage::Terminated),
            4 => Some(Stage::Failed),
            5 => Some(Stage::Expired),
            _ => None,
        }
    }

    /// What it is paid in.
    pub const fn asset(&self) -> Asset {
        match self.asset {
            0 => Asset::Usdc,
            _ => Asset::Io,
        }
    }

    /// The rates of the fees when it was made.
    pub fn fee_rates(&self) -> FeeRates {
        FeeRates {
            reservation: share(self.reservation_bps),
            facilitation: share(self.facilitation_bps),
            network: share(self.network_bps),
        }
    }

    /// The first second in which it is too late to start it.
    pub const fn start_ends_at(&self) -> Option<Timestamp> {
        Timestamp::new(self.reserved_at).checked_add(START_WINDOW)
    }

    /// The first second after it. None before the start.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.open_segments().last().map(|last| Timestamp::new(last.ends_at)).filter(|_| self.started_at != 0)
    }

    /// What the escrow holds for it.
    pub const fn held(&self) -> u64 {
        match self.stage() {
            Some(Stage::Reserved) => self.cost.saturating_add(self.fees),
            Some(Stage::Running) => self.cost.saturating_sub(self.claimed),
            _ => self.supplier_due.saturating_add(self.renter_due),
        }
    }

    /// What has been earned at `now`, rounded down.
    pub fn earned(&self, now: Timestamp) -> u64 {
        self.sum(|stretch| stretch.earned_floor(now))
    }

    /// What a renter pays who ends it at `now`: what ran, rounded up, and the first hour at least.
    pub fn owed_at_termination(&self, now: Timestamp) -> u64 {
        let an_hour = Timestamp::new(self.started_at).checked_add(HOUR).unwrap_or(now);
        let until = now.max(an_hour);
        self.sum(|stretch| stretch.earned_ceil(until)).max(self.claimed)
    }

    /// What the supplier keeps if the device failed at `now`: what was earned, without the share that a failure costs.
    /// That share was held back, so that it is there whatever was claimed.
    pub fn kept_at_failure(&self, now: Timestamp) -> u64 {
        let earned = self.earned(now);
        earned.saturating_sub(failure_penalty(earned, share(self.failure_bps))).max(self.claimed)
    }

    /// What the supplier may claim at `now`. While it runs, that is without the share that a failure would cost: a
    /// supplier who claims every minute would else have nothing to lose.
    pub fn due_to_supplier(&self, now: Timestamp) -> u64 {
        match self.stage() {
            Some(Stage::Reserved) | None => 0,
            Some(Stage::Running) if self.is_over(now) => self.cost.saturating_sub(self.claimed),
            Some(Stage::Running) => self.kept_at_failure(now).saturating_sub(self.claimed),
            _ => self.supplier_due,
        }
    }

    /// Whether the time that was paid for is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.ends_at().is_some_and(|end| now >= end)
    }

    /// Whether nobody is owed anything any more.
    pub const fn is_paid(&self) -> bool {
        !matches!(self.stage(), Some(Stage::Reserved | Stage::Running)) && self.held() == 0
    }

    /// Whether what the supplier earns can be sent to it by others. Where co-stakers may have a part in it, the supplier has
    /// to claim it.
    pub const fn can_be_pushed(&self) -> bool {
        self.costake_bps == 0
    }

    /// The co-stakers' part of what the supplier is paid, rounded down, if the device in the account still has those that it
    /// had before: that device, and not one that was registered in its place. Those who came after all others had left share
    /// from now on.
    pub(crate) fn share(&mut self, earned: u64, account: &AccountInfo) -> Result<u64> {
        require_keys_eq!(*account.key, self.device, IoMarketError::ReservationOfAnotherDevice);
        if account.owner != &io_stake::ID {
            return Ok(0);
        }
        let data = account.try_borrow_data()?;
        let device = Device::in_account(&data)?;
        let part = self.costakers_part(earned, device);
        self.company = device.companies;
        Ok(part)
    }

    /// The co-stakers' part of what the supplier is paid, if that is the device at its address now.
    pub fn costakers_part(&self, earned: u64, device: &Device) -> u64 {
        let same = device.registered_at <= self.reserved_at && device.companies == self.company;
        match same && device.costake.earns() {
            true => share(self.costake_bps).of_floor(Amount::new(earned)).get(),
            false => 0,
        }
    }

    /// The supplier starts it; returns when it ends.
    pub(crate) fn start(&mut self, supplier: Pubkey, now: Timestamp) -> Result<Timestamp> {
        let ends_at = now.checked_add(duration(self.hours)).ok_or(IoMarketError::Overflow)?;
        self.stage = Stage::Running as u8;
        self.supplier = supplier;
        self.started_at = now.get();
        self.segments_from = now.get();
        let first = self.segments.first_mut().ok_or(IoMarketError::InvariantViolated)?;
        first.ends_at = ends_at.get();
        self.invariant()?;
        Ok(ends_at)
    }

    /// Adds hours at their own price; returns when it ends now.
    pub(crate) fn extend(&mut self, hours: u16, cost: u64, fees: u64, now: Timestamp) -> Result<Timestamp> {
        self.count_finished(now)?;
        let end = self.ends_at().ok_or(IoMarketError::NotRunning)?;
        let ends_at = end.checked_add(duration(hours)).ok_or(IoMarketError::Overflow)?;
        let place = self.segments.get_mut(usize::from(self.segment_count)).ok_or(IoMarketError::TooManyExtensions)?;
        *place = Segment { ends_at: ends_at.get(), cost };
        self.segment_count = self.segment_count.checked_add(1).ok_or(IoMarketError::Overflow)?;
        self.hours = self.hours.checked_add(hours).ok_or(IoMarketError::Overflow)?;
        self.cost = self.cost.checked_add(cost).ok_or(IoMarketError::Overflow)?;
        self.fees = self.fees.checked_add(fees).ok_or(IoMarketError::Overflow)?;
        self.invariant()?;
        Ok(ends_at)
    }

    /// Ends it: the supplier gets `earned` in all, and the renter what is left of the cost.
    pub(crate) fn end(&mut self, stage: Stage, earned: u64) -> Result<()> {
        self.supplier_due = earned.checked_sub(self.claimed).ok_or(IoMarketError::InvariantViolated)?;
        self.renter_due = self.cost.checked_sub(earned).ok_or(IoMarketError::InvariantViolated)?;
        self.stage = stage as u8;
        self.invariant()
    }

    /// Ends it after it has run its time: the supplier gets all of the cost.
    pub(crate) fn complete(&mut self) -> Result<()> {
        self.end(Stage::Completed, self.cost)
    }

    /// Ends it before it was started: all of it goes back, the fees included.
    pub(crate) fn expire(&mut self) -> Result<()> {
        self.renter_due = self.held();
        self.stage = Stage::Expired as u8;
        self.invariant()
    }

    /// Books a payment to the supplier while it runs.
    pub(crate) fn pay_earned(&mut self, amount: u64) -> Result<()> {
        self.claimed = self.claimed.checked_add(amount).ok_or(IoMarketError::Overflow)?;
        self.invariant()
    }

    /// Books out all that the supplier is due after the end.
    pub(crate) fn take_supplier_due(&mut self) -> Result<u64> {
        let amount = core::mem::take(&mut self.supplier_due);
        self.claimed = self.claimed.checked_add(amount).ok_or(IoMarketError::Overflow)?;
        self.invariant()?;
        Ok(amount)
    }

    /// Books out all that the renter is due after the end.
    pub(crate) fn take_renter_due(&mut self) -> Result<u64> {
        let amount = core::mem::take(&mut self.renter_due);
        self.invariant()?;
        Ok(amount)
    }

    pub(crate) fn require_of(&self, device: Pubkey) -> Result<()> {
        require_keys_eq!(self.device, device, IoMarketError::ReservationOfAnotherDevice);
        Ok(())
    }

    pub(crate) fn require_renter(&self, signer: &Signer) -> Result<()> {
        require_keys_eq!(*signer.key, self.renter, IoMarketError::NotRenter);
        Ok(())
    }

    /// It was started, and its end has yet to come.
    pub(crate) fn require_running(&self, now: Timestamp) -> Result<()> {
        require!(self.stage() == Some(Stage::Running), IoMarketError::NotRunning);
        require!(!self.is_over(now), IoMarketError::AlreadyOver);
        Ok(())
    }

    pub(crate) fn require_escrow(&self, account: &AccountInfo) -> Result<()> {
        require_keys_eq!(*account.key, self.escrow, IoMarketError::NotTheEscrow);
        Ok(())
    }

    pub(crate) fn require_rent_payer(&self, account: &AccountInfo) -> Result<()> {
        require_keys_eq!(*account.key, self.rent_payer, IoMarketError::NotTheRentPayer);
        Ok(())
    }

    /// The segments that have yet to be counted as finished.
    fn open_segments(&self) -> &[Segment] {
        self.segments.get(..usize::from(self.segment_count)).unwrap_or_default()
    }

    /// Makes room for an extension: what has ended is a sum from now on. The last segment stays, for it has the end.
    fn count_finished(&mut self, now: Timestamp) -> Result<()> {
        for _ in 1..SEGMENTS {
            let Some((first, [_, ..])) = self.open_segments().split_first() else { break };
            if first.ends_at > now.get() {
                break;
            }
            let Segment { ends_at, cost } = *first;
            self.finished = self.finished.checked_add(cost).ok_or(IoMarketError::Overflow)?;
            self.segments_from = ends_at;
            self.segments.rotate_left(1);
            if let Some(last) = self.segments.last_mut() {
                *last = Segment::default();
            }
            self.segment_count = self.segment_count.checked_sub(1).ok_or(IoMarketError::InvariantViolated)?;
        }
        Ok(())
    }

    /// What has finished, and a part of each segment that has not. Never more than the cost, so it cannot overflow.
    fn sum(&self, part: impl Fn(Stretch) -> u64) -> u64 {
        let mut begins = Timestamp::new(self.segments_from);
        let mut sum = self.finished;
        for segment in self.open_segments() {
            let ends = Timestamp::new(segment.ends_at);
            sum = sum.saturating_add(part(Stretch { begins, ends, cost: segment.cost }));
            begins = ends;
        }
        sum
    }

    /// What holds after every instruction: every base unit of the cost is somebody's, once, and the prices of the hours
    /// add up to it.
    pub fn invariant(&self) -> Result<()> {
        let mut costs = self.finished;
        for segment in self.open_segments() {
            costs = costs.checked_add(segment.cost).ok_or(IoMarketError::Overflow)?;
        }
        let started = self.started_at != 0;
        let owed = self.claimed.checked_add(self.held()).ok_or(IoMarketError::Overflow)?;
        let balanced = match self.stage() {
            Some(Stage::Reserved) => !started && self.claimed == 0,
            Some(Stage::Running) => started && self.claimed <= self.cost,
            Some(Stage::Expired) => !started && self.claimed == 0 && self.supplier_due == 0,
            Some(_) => started && owed <= self.cost,
            None => false,
        };
        let sound = self.version == VERSION
            && self.asset <= 1
            && costs == self.cost
            && balanced
            && started == (self.supplier != Pubkey::default());
        require!(sound, IoMarketError::InvariantViolated);
        Ok(())
    }
}
