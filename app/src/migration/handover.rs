//! Handing the suite over to those who govern it in the end.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;

use super::settings::Settings;
use super::step::StepState;
use super::{Section, Site};
use crate::governance::{Authorities, Governed};

pub fn section(settings: &Settings, site: &Site) -> Result<Section> {
    let mut section =
        Section::new("handover", "At the end, since whoever has handed the suite over can set nothing up any more.");
    for governed in Governed::ALL {
        offer(&mut section, governed, settings.admin, site)?;
    }
    for governed in Governed::ALL {
        upgrade(&mut section, governed, settings.upgrade_authority, site);
    }
    Ok(section)
}

/// The admin's role, which its new holder has to accept.
fn offer(section: &mut Section, governed: Governed, successor: Pubkey, site: &Site) -> Result<()> {
    let (name, short) = (governed.program().name, governed.short_name());
    let standing = governed.find_authorities(site.backend)?;
    let admin = site.admin(governed.program(), standing.map(|standing| standing.admin));
    if admin == Some(successor) {
        section.elsewhere(format!("{successor} is the admin of {name}"), StepState::Already);
    } else if matches!(standing, Some(Authorities { pending_admin, .. }) if pending_admin == successor) {
        let title = format!("{successor} was offered the admin's role of {name}: `io admin accept {short}` takes it");
        section.elsewhere(title, StepState::Waiting);
    } else {
        let title = format!("offer the admin's role of {name} to {successor}");
        section.once(title, admin, false, |by| governed.propose_admin(by, successor));
    }
    Ok(())
}

/// The upgrade authority. Handing it over takes one signature and no acceptance: a wrong address loses the program for ever. So
/// it is named here, and left to a human.
fn upgrade(section: &mut Section, governed: Governed, successor: Pubkey, site: &Site) {
    let program = governed.program();
    let (name, address) = (program.name, program.address);
    match site.deployer(program) {
        None => section.elsewhere(format!("nobody can upgrade {name} any more"), StepState::Already),
        Some(authority) if authority == successor => {
            section.elsewhere(format!("{successor} can upgrade {name}"), StepState::Already)
        }
        Some(authority) => section.elsewhere(
            format!(
                "{authority} can upgrade {name}, and hands that over: `solana program set-upgrade-authority {address} \
                 --new-upgrade-authority {successor} --skip-new-upgrade-authority-signer-check`"
            ),
            StepState::Waiting,
        ),
    };
}
