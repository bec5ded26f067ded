//! What may succeed in `io-market`, besides what may in every program.

use super::{Allowed, What::*, case};
use crate::mutant::Change::*;

/// What may succeed.
pub const LIST: &[Allowed] = &[
    Allowed {
        reason: "A bound of the signer's own, which holds.",
        cases: &[
            case(&["reserve"], &["args.max_total"], Numbers(&[(1000000007, 18446744073709551614)])),
            case(&["reserve in IO"], &["args.max_total"], Numbers(&[(1800098752, 18446744073709551614)])),
            case(&["extend"], &["max_total"], Numbers(&[(13107225, 18446744073709551614)])),
            case(&["extend in IO"], &["max_total"], Numbers(&[(942039760, 18446744073709551614)])),
        ],
    },
    Allowed {
        reason: "A device that is gone is an end of its own; its address is what counts.",
        cases: &[case(
            &["claim in IO, co-stakers", "claim, co-stakers", "delist"],
            &["device"],
            Any(&[Closed, TakenOver]),
        )],
    },
    Allowed {
        reason: "A number of the signer's own list.",
        cases: &[case(&["report_failure", "report_failure, nobody's account"], &["reason"], Numbers(&[(0, 65535)]))],
    },
    Allowed {
        reason: "A text or a hash, which the programs do not read.",
        cases: &[
            case(&["reserve", "reserve in IO"], &["args.cluster"], Any(&[Bytes])),
            case(&["report_failure", "report_failure, nobody's account"], &["evidence"], Any(&[Bytes])),
        ],
    },
    Allowed {
        reason: "Another account of the oracle's with the same price.",
        cases: &[case(&["extend in IO", "reserve in IO"], &["price"], Any(&[Doubled]))],
    },
    Allowed {
        reason: "Another attestor is as good, as long as there are enough of them.",
        cases: &[case(
            &["report_failure", "report_failure, nobody's account"],
            &["attestor", "further 11"],
            With(&[Another], &["attestor 3"]),
        )],
    },
    Allowed {
        reason: "Another choice that the one who signs has.",
        cases: &[case(&["list"], &["args.open"], Numbers(&[(0, 0)]))],
    },
    Allowed {
        reason: "Another token account of the one who signs.",
        cases: &[case(&["extend", "extend in IO", "reserve", "reserve in IO"], &["source"], Any(&[Doubled]))],
    },
    Allowed {
        reason: "Another token account of the renter's.",
        cases: &[case(&["expire", "report_failure"], &["renters_account"], Any(&[Doubled]))],
    },
    Allowed {
        reason: "Another token account of the supplier's.",
        cases: &[
            case(&["complete", "terminate", "terminate in IO"], &["suppliers_account"], Any(&[Doubled])),
            case(&["terminate in IO"], &["suppliers_account"], With(&[Another], &["IO of supplier"])),
        ],
    },
    Allowed {
        reason: "Attestors may report whichever device has failed.",
        cases: &[case(
            &["report_failure, nobody's account"],
            &["reservation"],
            With(&[AnotherWithItsOwn], &["another"]),
        )],
    },
    Allowed {
        reason: "It is not looked at: nothing is paid to or from it here.",
        cases: &[
            case(
                &["claim", "claim in IO"],
                &["costakers_vault", "device", "rewards"],
                Any(&[BroughtAlong, Nothing, System, Twice]),
            ),
            case(&["claim", "claim in IO"], &["io_stake"], Any(&[BroughtAlong])),
            case(&["extend", "reserve"], &["price"], Any(&[BroughtAlong, Nothing, System, Twice])),
        ],
    },
    Allowed {
        reason: "It is the account of whoever is owed, who is paid into it at once.",
        cases: &[
            case(
                &["complete, nobody's account", "terminate, nobody's account"],
                &["suppliers_account"],
                With(&[BroughtAlong], &["no USDC of supplier"]),
            ),
            case(
                &["expire, nobody's account", "report_failure, nobody's account"],
                &["renters_account"],
                With(&[BroughtAlong], &["USDC of renter"]),
            ),
        ],
    },
    Allowed {
        reason: "Nothing leaves it: what is due waits to be claimed.",
        cases: &[case(
            &["complete, nobody's account", "expire, nobody's account", "report_failure, nobody's account"],
            &["escrow"],
            Any(&[Closed, TakenOver]),
        )],
    },
    Allowed {
        reason: "Terms of the supplier's own offer.",
        cases: &[
            case(&["list"], &["args.max_hours"], Numbers(&[(65534, 65535)])),
            case(&["list"], &["args.min_hours"], Numbers(&[(1, 1)])),
            case(&["list"], &["args.price_per_hour"], Numbers(&[(1, 18446744073709551615)])),
        ],
    },
    Allowed {
        reason: "Terms within the bounds that the program sets for them.",
        cases: &[
            case(
                &["initialize"],
                &[
                    "args.quorum",
                    "args.terms.facilitation_io_bps",
                    "args.terms.max_age",
                    "args.terms.max_confidence_bps",
                    "args.terms.network_bps",
                ],
                Numbers(&[(1, 1)]),
            ),
            case(
                &["initialize"],
                &[
                    "args.terms.costake_bps",
                    "args.terms.facilitation_usdc_bps",
                    "args.terms.failure_bps",
                    "args.terms.reservation_bps",
                ],
                Numbers(&[(0, 1)]),
            ),
            case(
                &["set_terms"],
                &["terms.costake_bps", "terms.facilitation_usdc_bps", "terms.failure_bps", "terms.reservation_bps"],
                Numbers(&[(0, 1)]),
            ),
            case(
                &["set_terms"],
                &["terms.facilitation_io_bps", "terms.max_age", "terms.max_confidence_bps", "terms.network_bps"],
                Numbers(&[(1, 1)]),
            ),
        ],
    },
    Allowed {
        reason: "The program's own address leaves it out; what is due stays in the escrow.",
        cases: &[
            case(&["expire", "report_failure"], &["renters_account"], With(&[Twice], &["program"])),
            case(&["complete", "terminate", "terminate in IO"], &["suppliers_account"], With(&[Twice], &["program"])),
        ],
    },
    Allowed {
        reason: "The program's own address stands in the instruction as well, for an account that is left out, and this account is not looked at.",
        cases: &[
            case(
                &["claim", "claim in IO"],
                &["program"],
                With(
                    &[Twice],
                    &[
                        "authority",
                        "claimant",
                        "destination",
                        "escrow",
                        "event_authority",
                        "rent_payer",
                        "reservation",
                        "token_program",
                    ],
                ),
            ),
            case(
                &[
                    "claim",
                    "claim in IO",
                    "complete, nobody's account",
                    "expire, nobody's account",
                    "extend",
                    "report_failure, nobody's account",
                    "reserve",
                    "terminate, nobody's account",
                ],
                &["program"],
                Any(&[Nothing, System]),
            ),
            case(
                &[
                    "claim",
                    "claim in IO",
                    "complete, nobody's account",
                    "expire, nobody's account",
                    "extend",
                    "report_failure, nobody's account",
                    "reserve",
                    "terminate, nobody's account",
                ],
                &["program"],
                With(&[Another], &["another", "io-emission", "io-stake", "io-token", "io-treasury"]),
            ),
            case(
                &["complete, nobody's account", "expire, nobody's account"],
                &["program"],
                With(
                    &[Twice],
                    &["authority", "escrow", "event_authority", "rent_payer", "reservation", "token_program"],
                ),
            ),
            case(
                &["extend"],
                &["program"],
                With(
                    &[Twice],
                    &[
                        "config",
                        "device",
                        "escrow",
                        "event_authority",
                        "fee_vault",
                        "listing",
                        "renter",
                        "reservation",
                        "source",
                        "token_program",
                    ],
                ),
            ),
            case(
                &["report_failure, nobody's account"],
                &["program"],
                With(
                    &[Twice],
                    &[
                        "attestor",
                        "authority",
                        "config",
                        "escrow",
                        "event_authority",
                        "further 11",
                        "listing",
                        "rent_payer",
                        "reservation",
                        "token_program",
                    ],
                ),
            ),
            case(
                &["reserve"],
                &["program"],
                With(
                    &[Twice],
                    &[
                        "classes",
                        "config",
                        "device",
                        "escrow",
                        "event_authority",
                        "listing",
                        "rent_payer",
                        "renter",
                        "reservation",
                        "source",
                        "system_program",
                        "token_program",
                    ],
                ),
            ),
            case(
                &["terminate, nobody's account"],
                &["program"],
                With(
                    &[Twice],
                    &[
                        "authority",
                        "destination",
                        "escrow",
                        "event_authority",
                        "listing",
                        "rent_payer",
                        "renter",
                        "reservation",
                        "token_program",
                    ],
                ),
            ),
        ],
    },
    Allowed {
        reason: "Whoever decides who has a role may decide for anybody.",
        cases: &[
            case(
                &["initialize"],
                &["args.attestors[0]", "args.attestors[1]", "args.attestors[2]"],
                With(&[Address], &["thief"]),
            ),
            case(&["initialize"], &["args.pauser"], Any(&[Address])),
            case(&["set_attestors"], &["attestors[0]"], With(&[Address], &["thief"])),
            case(&["set_pauser"], &["pauser"], Any(&[Address])),
        ],
    },
    Allowed {
        reason: "Whoever is paid signs, and says where to.",
        cases: &[
            case(
                &["claim"],
                &["destination"],
                With(
                    &[Another],
                    &[
                        "USDC of io-treasury",
                        "USDC of neighbour",
                        "USDC of renter",
                        "no USDC of heir",
                        "no USDC of io-stake",
                        "no USDC of the trader",
                        "no USDC of thief",
                    ],
                ),
            ),
            case(
                &[
                    "claim",
                    "claim in IO",
                    "claim in IO, co-stakers",
                    "claim, co-stakers",
                    "terminate",
                    "terminate in IO",
                    "terminate, nobody's account",
                ],
                &["destination"],
                Any(&[Doubled]),
            ),
            case(
                &["claim in IO"],
                &["destination"],
                With(
                    &[Another],
                    &[
                        "IO of heir",
                        "IO of io-stake",
                        "IO of io-token",
                        "IO of io-treasury",
                        "IO of neighbour",
                        "IO of renter",
                        "IO of supplier",
                        "no IO of heir",
                        "no IO of io-stake",
                        "no IO of the trader",
                        "no IO of thief",
                    ],
                ),
            ),
            case(
                &["claim in IO, co-stakers"],
                &["destination"],
                With(
                    &[Another],
                    &[
                        "IO of heir",
                        "IO of holder 1",
                        "IO of io-stake",
                        "IO of io-token",
                        "IO of io-treasury",
                        "IO of neighbour",
                        "IO of renter",
                        "IO of supplier",
                        "no IO of another",
                        "no IO of depositor",
                        "no IO of heir",
                        "no IO of holder 3",
                        "no IO of the trader",
                        "no IO of thief",
                    ],
                ),
            ),
            case(
                &["claim in IO, co-stakers", "claim, co-stakers"],
                &["destination"],
                With(&[Twice], &["costakers_vault"]),
            ),
            case(
                &["claim, co-stakers"],
                &["destination"],
                With(
                    &[Another],
                    &[
                        "USDC of io-treasury",
                        "USDC of neighbour",
                        "USDC of renter",
                        "no USDC of another",
                        "no USDC of depositor",
                        "no USDC of heir",
                        "no USDC of holder 1",
                        "no USDC of holder 3",
                        "no USDC of the trader",
                        "no USDC of thief",
                    ],
                ),
            ),
            case(
                &["terminate"],
                &["destination"],
                With(
                    &[Another],
                    &[
                        "USDC of io-treasury",
                        "USDC of neighbour",
                        "no USDC of heir",
                        "no USDC of io-stake",
                        "no USDC of the trader",
                        "no USDC of thief",
                    ],
                ),
            ),
            case(&["terminate", "terminate in IO"], &["destination"], With(&[Twice], &["suppliers_account"])),
            case(
                &["terminate in IO"],
                &["destination"],
                With(
                    &[Another],
                    &[
                        "IO of heir",
                        "IO of io-stake",
                        "IO of io-token",
                        "IO of io-treasury",
                        "IO of neighbour",
                        "IO of supplier",
                        "no IO of heir",
                        "no IO of io-stake",
                        "no IO of the trader",
                        "no IO of thief",
                    ],
                ),
            ),
            case(
                &["terminate, nobody's account"],
                &["destination"],
                With(
                    &[Another],
                    &[
                        "USDC of io-treasury",
                        "USDC of neighbour",
                        "no USDC of heir",
                        "no USDC of io-stake",
                        "no USDC of supplier",
                        "no USDC of the trader",
                        "no USDC of thief",
                    ],
                ),
            ),
        ],
    },
    Allowed {
        reason: "Whoever signs may pay the rent.",
        cases: &[
            case(&["initialize"], &["payer"], Any(&[System])),
            case(
                &["initialize"],
                &["payer"],
                With(
                    &[Another],
                    &[
                        "heir",
                        "holder 1",
                        "neighbour",
                        "rent payer",
                        "renter",
                        "slasher",
                        "slasher 2",
                        "supplier",
                        "thief",
                    ],
                ),
            ),
            case(
                &["list"],
                &["rent_payer"],
                With(
                    &[Another],
                    &["heir", "holder 1", "neighbour", "payer", "renter", "slasher", "slasher 2", "thief"],
                ),
            ),
            case(&["list"], &["rent_payer"], With(&[Twice], &["owner"])),
            case(&["list", "reserve", "reserve in IO"], &["rent_payer"], Any(&[System])),
            case(
                &["reserve", "reserve in IO"],
                &["rent_payer"],
                With(
                    &[Another],
                    &["heir", "holder 1", "neighbour", "payer", "slasher", "slasher 2", "supplier", "thief"],
                ),
            ),
            case(&["reserve", "reserve in IO"], &["rent_payer"], With(&[Twice], &["renter"])),
        ],
    },
];
