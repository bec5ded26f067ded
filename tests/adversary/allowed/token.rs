//! What may succeed in `io-token`, besides what may in every program.

use super::{Allowed, What::*, case};
use crate::mutant::Change::*;

/// What may succeed.
pub const LIST: &[Allowed] = &[
    Allowed { reason: "A note of the burner's own.", cases: &[case(&["burn"], &["args.reference"], Any(&[Address]))] },
    Allowed {
        reason: "An amount within what there is.",
        cases: &[
            case(&["mint_emission"], &["amount"], Numbers(&[(1, 12800000000000001)])),
            case(&["burn"], &["args.amount"], Numbers(&[(1, 1000000)])),
            case(&["allocate"], &["args.total"], Numbers(&[(4278124033, 3141592653589865)])),
        ],
    },
    Allowed {
        reason: "An offer, which has to be accepted; nobody takes it back.",
        cases: &[case(&["propose_beneficiary"], &["new_beneficiary"], Any(&[Address]))],
    },
    Allowed {
        reason: "Another choice that the one who signs has.",
        cases: &[case(&["set_burner"], &["kind"], Numbers(&[(0, 0)]))],
    },
    Allowed {
        reason: "Another token account of the one who is paid.",
        cases: &[case(&["release"], &["destination"], Any(&[Doubled]))],
    },
    Allowed {
        reason: "Another token account of the one who signs.",
        cases: &[case(&["burn"], &["source"], Any(&[Doubled]))],
    },
    Allowed {
        reason: "The admin names which of the allocations it takes back before genesis.",
        cases: &[case(&["deallocate"], &["allocation"], With(&[Another], &["another"]))],
    },
    Allowed {
        reason: "Whoever decides who has a role may decide for anybody.",
        cases: &[
            case(&["allocate"], &["args.beneficiary"], With(&[Address], &["thief"])),
            case(&["set_burner"], &["burner"], Any(&[Address])),
            case(&["initialize"], &["emission_minter"], With(&[Address], &["thief"])),
            case(&["initialize", "set_pauser"], &["pauser"], Any(&[Address])),
        ],
    },
    Allowed {
        reason: "Whoever is paid signs, and says where to.",
        cases: &[
            case(&["mint_emission"], &["destination"], Any(&[Doubled])),
            case(&["mint_emission"], &["destination"], With(&[Another], &["IO of io-token"])),
        ],
    },
    Allowed {
        reason: "Whoever signs may pay the rent.",
        cases: &[
            case(&["allocate", "initialize"], &["payer"], Any(&[System])),
            case(
                &["allocate", "initialize"],
                &["payer"],
                With(&[Another], &["heir", "holder 1", "neighbour", "thief"]),
            ),
        ],
    },
];
