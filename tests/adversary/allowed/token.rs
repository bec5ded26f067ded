//! What may succeed in `io-token`.

use super::{Allowed, What::*};
use crate::mutant::Change::*;

/// What may succeed.
pub const LIST: &[Allowed] = &[
    Allowed {
        reason: "A note of the burner's own.",
        calls: &["burn"],
        places: &["args.reference"],
        what: With(&[Address], &["nobody", "thief"]),
    },
    Allowed {
        reason: "An amount within what there is.",
        calls: &["mint_emission"],
        places: &["amount"],
        what: Numbers(&[(1, 12800000000000001)]),
    },
    Allowed {
        reason: "An amount within what there is.",
        calls: &["burn"],
        places: &["args.amount"],
        what: Numbers(&[(1, 1000000)]),
    },
    Allowed {
        reason: "An amount within what there is.",
        calls: &["allocate"],
        places: &["args.total"],
        what: Numbers(&[(4278124033, 3141592653589865)]),
    },
    Allowed {
        reason: "An offer, which has to be accepted; nobody takes it back.",
        calls: &["propose_admin"],
        places: &["new_admin"],
        what: With(&[Address], &["nobody", "thief"]),
    },
    Allowed {
        reason: "An offer, which has to be accepted; nobody takes it back.",
        calls: &["propose_beneficiary"],
        places: &["new_beneficiary"],
        what: With(&[Address], &["nobody", "thief"]),
    },
    Allowed {
        reason: "Another choice that the one who signs has.",
        calls: &["set_burner"],
        places: &["kind"],
        what: Numbers(&[(0, 0)]),
    },
    Allowed {
        reason: "Another choice that the one who signs has.",
        calls: &["set_paused"],
        places: &["paused"],
        what: Numbers(&[(0, 0)]),
    },
    Allowed {
        reason: "Another token account of the one who is paid.",
        calls: &["release"],
        places: &["destination"],
        what: Any(&[Doubled]),
    },
    Allowed {
        reason: "Another token account of the one who signs.",
        calls: &["burn"],
        places: &["source"],
        what: Any(&[Doubled]),
    },
    Allowed {
        reason: "The admin and the pauser both may.",
        calls: &["set_paused"],
        places: &["authority"],
        what: With(&[Another], &["admin"]),
    },
    Allowed {
        reason: "The admin names which of the allocations it takes back before genesis.",
        calls: &["deallocate"],
        places: &["allocation"],
        what: With(&[Another], &["another"]),
    },
    Allowed {
        reason: "Whoever decides who has a role may decide for anybody.",
        calls: &["allocate"],
        places: &["args.beneficiary"],
        what: With(&[Address], &["thief"]),
    },
    Allowed {
        reason: "Whoever decides who has a role may decide for anybody.",
        calls: &["set_burner"],
        places: &["burner"],
        what: With(&[Address], &["nobody", "thief"]),
    },
    Allowed {
        reason: "Whoever decides who has a role may decide for anybody.",
        calls: &["initialize"],
        places: &["emission_minter"],
        what: With(&[Address], &["thief"]),
    },
    Allowed {
        reason: "Whoever decides who has a role may decide for anybody.",
        calls: &["initialize", "set_pauser"],
        places: &["pauser"],
        what: With(&[Address], &["nobody", "thief"]),
    },
    Allowed {
        reason: "Whoever is paid signs, and says where to.",
        calls: &["mint_emission"],
        places: &["destination"],
        what: Any(&[Doubled]),
    },
    Allowed {
        reason: "Whoever is paid signs, and says where to.",
        calls: &["mint_emission"],
        places: &["destination"],
        what: With(&[Another], &["IO of io-token"]),
    },
    Allowed {
        reason: "Whoever signs may pay the rent.",
        calls: &["allocate", "initialize"],
        places: &["payer"],
        what: Any(&[System]),
    },
    Allowed {
        reason: "Whoever signs may pay the rent.",
        calls: &["allocate", "initialize"],
        places: &["payer"],
        what: With(&[Another], &["heir", "holder 1", "neighbour", "thief"]),
    },
];
