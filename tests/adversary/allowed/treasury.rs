//! What may succeed in `io-treasury`, besides what may in every program.

use super::{Allowed, What::*, case};
use crate::mutant::Change::*;

/// What may succeed.
pub const LIST: &[Allowed] = &[
    Allowed {
        reason: "A bound of the signer's own, which holds.",
        cases: &[
            case(
                &["buyback_via_swap", "buyback_via_swap, market maker"],
                &["args.min_io"],
                Numbers(&[(1, 2500000001)]),
            ),
            case(&["buyback_and_burn"], &["min_usdc"], Numbers(&[(1, 10000001)])),
        ],
    },
    Allowed {
        reason: "An amount within what there is.",
        cases: &[
            case(&["buyback_via_swap"], &["args.usdc"], Numbers(&[(1000000000, 1000000000)])),
            case(&["buyback_and_burn"], &["io_amount"], Numbers(&[(1000000000, 2500000001)])),
        ],
    },
    Allowed {
        reason: "Another account of the oracle's with the same price.",
        cases: &[case(
            &["buyback_and_burn", "buyback_via_swap", "buyback_via_swap, market maker"],
            &["price"],
            Any(&[Doubled]),
        )],
    },
    Allowed {
        reason: "Another token account of the one who signs.",
        cases: &[case(&["buyback_and_burn"], &["source"], Any(&[Doubled]))],
    },
    Allowed {
        reason: "It is the swap program's, and the bytecode here takes any; what comes of it is checked afterwards.",
        cases: &[
            case(&["buyback_via_swap"], &["further 18"], With(&[Another], &["no USDC of seller", "no USDC of thief"])),
            case(&["buyback_via_swap"], &["further 18", "further 20"], Any(&[Doubled])),
            case(&["buyback_via_swap, market maker"], &["further 23", "further 24"], Any(&[ReadOnly])),
            case(&["buyback_via_swap, market maker"], &["further 24"], Any(&[Closed, TakenOver])),
        ],
    },
    Allowed {
        reason: "Terms within the bounds that the program sets for them.",
        cases: &[
            case(&["initialize", "set_terms"], &["terms.ceiling_bps"], Numbers(&[(-1, 1)])),
            case(&["initialize"], &["terms.day_cap"], Numbers(&[(50100000000000000, 18446744073709551615)])),
            case(&["set_terms"], &["terms.day_cap"], Numbers(&[(1000000000, 18446744073709551615)])),
            case(&["set_terms"], &["terms.fill_cap"], Numbers(&[(10000000, 2500000000)])),
            case(&["initialize", "set_terms"], &["terms.max_age", "terms.max_confidence_bps"], Numbers(&[(1, 1)])),
            case(&["set_terms"], &["terms.min_fill"], Numbers(&[(10000001, 1000000000)])),
            case(&["initialize", "set_terms"], &["terms.start_bps", "terms.swap_floor_bps"], Numbers(&[(-1, 0)])),
        ],
    },
    Allowed {
        reason: "Whoever decides who has a role may decide for anybody.",
        cases: &[case(&["initialize", "set_pauser"], &["pauser"], Any(&[Address]))],
    },
    Allowed {
        reason: "Whoever is paid signs, and says where to.",
        cases: &[
            case(&["buyback_and_burn"], &["destination"], Any(&[Doubled])),
            case(
                &["buyback_and_burn"],
                &["destination"],
                With(&[Another], &["USDC of nothing", "no USDC of the trader", "no USDC of thief"]),
            ),
        ],
    },
    Allowed {
        reason: "Whoever signs may pay the rent.",
        cases: &[
            case(&["initialize"], &["payer"], Any(&[System])),
            case(&["initialize"], &["payer"], With(&[Another], &["heir", "holder 1", "neighbour", "thief"])),
        ],
    },
];
