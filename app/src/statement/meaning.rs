//! What the programs' events mean to the wallets that they name.

use anchor_lang::prelude::Pubkey;
use io_emission::state::Settlement;

use super::{Asset, Kind, Position};
use crate::history::{Emission, Event, Market, Stake, Token, Treasury};
use crate::token::allocation_address;
use crate::treasury;

/// Something that an event says was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    pub kind: Kind,
    pub device: Option<Pubkey>,
    pub reservation: Option<Pubkey>,
    pub moved: Option<Moved>,
    /// What became more or less in the device.
    pub change: Position,
    /// Who owns the device from now on, if that changed.
    pub owner: Option<Pubkey>,
    pub counterparty: Option<Pubkey>,
}

/// A change of a wallet's balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub party: Pubkey,
    pub asset: Asset,
    /// Base units.
    pub amount: i128,
}

impl Act {
    const fn new(kind: Kind) -> Self {
        Self {
            kind,
            device: None,
            reservation: None,
            moved: None,
            change: Position::NONE,
            owner: None,
            counterparty: None,
        }
    }

    const fn on(kind: Kind, device: Pubkey) -> Self {
        Self { device: Some(device), ..Self::new(kind) }
    }

    fn paid(self, party: Pubkey, asset: impl Into<Asset>, amount: u64) -> Self {
        Self { moved: Some(Moved { party, asset: asset.into(), amount: amount.into() }), ..self }
    }

    fn pays(self, party: Pubkey, asset: impl Into<Asset>, amount: u64) -> Self {
        Self { moved: Some(Moved { party, asset: asset.into(), amount: -i128::from(amount) }), ..self }
    }

    const fn changing(self, change: Position) -> Self {
        Self { change, ..self }
    }

    fn with(self, counterparty: Pubkey) -> Self {
        Self { counterparty: Some(counterparty), ..self }
    }

    fn is_something(&self) -> bool {
        self.owner.is_some() || self.change != Position::NONE || self.moved.is_some_and(|moved| moved.amount != 0)
    }
}

/// What an event says was done. `staked` is what a device had in active stake before it.
pub fn acts(event: &Event, staked: impl Fn(&Pubkey) -> Option<i128>) -> Vec<Act> {
    let mut acts = match event {
        Event::Token(event) => of_token(event),
        Event::Stake(event) => of_stake(event, staked),
        Event::Emission(event) => of_emission(event),
        Event::Market(event) => of_market(event),
        Event::Treasury(event) => of_treasury(event),
        Event::Unknown(_) => Vec::new(),
    };
    acts.retain(Act::is_something);
    acts
}

fn of_token(event: &Token) -> Vec<Act> {
    match event {
        Token::Released(event) => {
            let release = Act::new(Kind::VestingRelease).paid(event.beneficiary, Asset::Io, event.amount);
            vec![release.with(allocation_address(event.id))]
        }
        Token::Burned(event) => vec![Act::new(Kind::Burn).pays(event.authority, Asset::Io, event.amount)],
        _ => Vec::new(),
    }
}

fn of_stake(event: &Stake, staked: impl Fn(&Pubkey) -> Option<i128>) -> Vec<Act> {
    match event {
        Stake::Registered(event) => {
            let staked = Position { staked: event.active.into(), ..Position::NONE };
            vec![
                Act { owner: Some(event.owner), ..Act::on(Kind::Ownership, event.device) },
                Act::on(Kind::Stake, event.device).pays(event.owner, Asset::Io, event.active).changing(staked),
            ]
        }
        Stake::Staked(event) => {
            let staked = Position { staked: event.amount.into(), ..Position::NONE };
            vec![Act::on(Kind::Stake, event.device).pays(event.owner, Asset::Io, event.amount).changing(staked)]
        }
        Stake::UnstakeRequested(event) => {
            let amount = i128::from(event.amount);
            let cooling = Position { staked: -amount, cooling: amount, owed: 0 };
            vec![Act::on(Kind::UnstakeRequest, event.device).changing(cooling)]
        }
        Stake::Withdrawn(event) => {
            let cooled = Position { cooling: -i128::from(event.amount), ..Position::NONE };
            vec![Act::on(Kind::Withdrawal, event.device).paid(event.owner, Asset::Io, event.amount).changing(cooled)]
        }
        Stake::Executed(event) => {
            // A slash takes what is active first. Where something active is left, it took nothing else.
            let burned = i128::from(event.burned) - i128::from(event.costake);
            let left = i128::from(event.active);
            let of_active = staked(&event.device).map_or(burned, |staked| (staked - left).clamp(0, burned));
            let slashed = Position { staked: -of_active, cooling: of_active - burned, owed: 0 };
            vec![Act::on(Kind::Slash, event.device).changing(slashed).with(event.case)]
        }
        Stake::OwnerChanged(event) => {
            vec![Act { owner: Some(event.new_owner), ..Act::on(Kind::Ownership, event.device) }]
        }
        Stake::DeviceClosed(event) => {
            vec![
                Act { owner: Some(event.owner), ..Act::on(Kind::Ownership, event.device) },
                Act::on(Kind::Surplus, event.device).paid(event.owner, Asset::Io, event.surplus),
            ]
        }
        _ => of_costake(event).into_iter().collect(),
    }
}

fn of_costake(event: &Stake) -> Option<Act> {
    Some(match event {
        Stake::CostakeAdded(event) => Act::on(Kind::Costake, event.device).pays(event.holder, Asset::Io, event.amount),
        Stake::CostakeWithdrawn(event) => {
            Act::on(Kind::CostakeWithdrawal, event.device).paid(event.holder, Asset::Io, event.amount)
        }
        Stake::CostakeClaimed(event) => {
            Act::on(Kind::CostakeReward, event.device).paid(event.holder, Asset::numbered(event.asset)?, event.amount)
        }
        Stake::RewardDeposited(event) => {
            Act::on(Kind::CostakeShare, event.device).pays(event.depositor, Asset::numbered(event.asset)?, event.amount)
        }
        Stake::UnsharedClaimed(event) => {
            Act::on(Kind::UnsharedReward, event.device).paid(event.owner, Asset::numbered(event.asset)?, event.amount)
        }
        Stake::CostakeClosed(event) => Act::on(Kind::Surplus, event.device).paid(event.owner, Asset::Io, event.surplus),
        _ => return None,
    })
}

fn of_emission(event: &Emission) -> Vec<Act> {
    match event {
        Emission::Leased(event) => {
            event.leases.iter().flat_map(|lease| settled(lease.device, &lease.settlement)).collect()
        }
        Emission::Revoked(event) => {
            event.leases.iter().flat_map(|lease| settled(lease.device, &lease.settlement)).collect()
        }
        Emission::Ended(event) => settled(event.device, &event.settlement).to_vec(),
        Emission::Synced(event) => settled(event.device, &event.settlement).to_vec(),
        Emission::Settled(event) => settled(event.device, &event.settlement).to_vec(),
        Emission::Claimed(event) => {
            let claim = Act::on(Kind::RewardClaimed, event.device).paid(event.payee, Asset::Io, event.amount);
            let share = Act::on(Kind::CostakeShare, event.device).changing(owed(-i128::from(event.shared)));
            let [earned, fined] = settled(event.device, &event.settlement);
            vec![earned, fined, claim.changing(owed(-i128::from(event.amount))), share]
        }
        _ => Vec::new(),
    }
}

const fn owed(owed: i128) -> Position {
    Position { owed, ..Position::NONE }
}

fn settled(device: Pubkey, settlement: &Settlement) -> [Act; 2] {
    [
        Act::on(Kind::RewardSettled, device).changing(owed(settlement.earned.into())),
        Act::on(Kind::Penalty, device).changing(owed(-i128::from(settlement.fined))),
    ]
}

fn of_market(event: &Market) -> Vec<Act> {
    let of = |kind, reservation, device| Act { reservation: Some(reservation), ..Act::on(kind, device) };
    let paid =
        |kind, reservation, device, party, asset, amount| of(kind, reservation, device).paid(party, asset, amount);
    match event {
        Market::Reserved(event) => {
            let fees = [event.reservation_fee, event.facilitation_fee, event.network_fee];
            let pays =
                |(kind, amount)| of(kind, event.reservation, event.device).pays(event.renter, event.asset, amount);
            bill(event.cost, fees).map(pays).to_vec()
        }
        Market::Extended(event) => {
            let fees = [event.reservation_fee, event.facilitation_fee, event.network_fee];
            let pays =
                |(kind, amount)| of(kind, event.reservation, event.device).pays(event.renter, event.asset, amount);
            bill(event.cost, fees).map(pays).to_vec()
        }
        Market::Claimed(event) => {
            let (reservation, device, party, asset) = (event.reservation, event.device, event.claimant, event.asset);
            vec![
                paid(Kind::RentEarned, reservation, device, party, asset, event.earned),
                of(Kind::CostakeShare, reservation, device).pays(party, asset, event.shared),
                paid(Kind::Refund, reservation, device, party, asset, event.refunded),
            ]
        }
        Market::Completed(event) => {
            let (reservation, device, asset) = (event.reservation, event.device, event.asset);
            vec![paid(Kind::RentEarned, reservation, device, event.supplier, asset, event.paid)]
        }
        Market::Terminated(event) => {
            let (reservation, device, asset) = (event.reservation, event.device, event.asset);
            vec![
                paid(Kind::RentEarned, reservation, device, event.supplier, asset, event.paid),
                paid(Kind::Refund, reservation, device, event.renter, asset, event.refunded),
            ]
        }
        Market::Expired(event) => {
            let (reservation, device, asset) = (event.reservation, event.device, event.asset);
            vec![paid(Kind::Refund, reservation, device, event.renter, asset, event.refunded)]
        }
        Market::FailureReported(event) => {
            let (reservation, device, asset) = (event.reservation, event.device, event.asset);
            vec![paid(Kind::Refund, reservation, device, event.renter, asset, event.refunded)]
        }
        _ => Vec::new(),
    }
}

/// What a renter pays for hours: what they cost, then the reservation, the facilitation and the network fee.
const fn bill(cost: u64, fees: [u64; 3]) -> [(Kind, u64); 4] {
    let [reservation, facilitation, network] = fees;
    [
        (Kind::RentPaid, cost),
        (Kind::ReservationFee, reservation),
        (Kind::FacilitationFee, facilitation),
        (Kind::NetworkFee, network),
    ]
}

fn of_treasury(event: &Treasury) -> Vec<Act> {
    match event {
        Treasury::BoughtBack(event) => {
            let sale = Act::new(Kind::BuybackSale).with(treasury::CONFIG);
            vec![sale.pays(event.seller, Asset::Io, event.io), sale.paid(event.seller, Asset::Usdc, event.usdc)]
        }
        _ => Vec::new(),
    }
}
