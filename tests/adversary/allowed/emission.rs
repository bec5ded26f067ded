//! What may succeed in `io-emission`, besides what may in every program.

use super::{Allowed, What::*, case};
use crate::mutant::Change::*;

/// What may succeed.
pub const LIST: &[Allowed] = &[
    Allowed {
        reason: "A bound: never more epochs are passed than are over, and than fit.",
        cases: &[
            case(&["advance", "advance, new page"], &["epochs"], Numbers(&[(4294967294, 4294967295)])),
            case(&["advance, 168 epochs"], &["epochs"], Numbers(&[(1, 4294967295)])),
        ],
    },
    Allowed {
        reason: "A device that is gone ends its lease; its address is what counts.",
        cases: &[
            case(&["revoke, two"], &["further 8"], Any(&[Closed, TakenOver])),
            case(&["renew, two"], &["further 9"], Any(&[Closed, TakenOver])),
        ],
    },
    Allowed {
        reason: "A device that is gone is an end of its own; its address is what counts.",
        cases: &[case(
            &["renew", "renew, two", "revoke", "revoke, two", "settle", "sync"],
            &["device"],
            Any(&[Closed, TakenOver]),
        )],
    },
    Allowed {
        reason: "Another attestor is as good, as long as there are enough of them.",
        cases: &[
            case(
                &["grant", "grant, two", "renew", "renew, two", "revoke", "revoke, two"],
                &["attestor"],
                With(&[Another], &["attestor 3"]),
            ),
            case(&["grant", "grant, two"], &["further 10"], With(&[Another], &["attestor 3"])),
            case(&["revoke", "revoke, two"], &["further 7"], With(&[Another], &["attestor 3"])),
            case(&["renew", "renew, two"], &["further 8"], With(&[Another], &["attestor 3"])),
        ],
    },
    Allowed {
        reason: "Another token account of the one who is paid.",
        cases: &[
            case(&["claim", "claim, co-stakers"], &["destination"], Any(&[Doubled])),
            case(&["claim, co-stakers"], &["destination"], With(&[Another], &["no IO of supplier"])),
        ],
    },
    Allowed {
        reason: "Anybody may have any lease brought up to date.",
        cases: &[case(&["settle", "sync"], &["device"], With(&[AnotherWithItsOwn], &["device of neighbour"]))],
    },
    Allowed {
        reason: "Attestors may vouch for any device, or against it.",
        cases: &[
            case(&["grant"], &["device"], With(&[AnotherWithItsOwn], &["device of heir", "device of neighbour"])),
            case(&["grant, two"], &["device"], With(&[AnotherWithItsOwn], &["device of heir"])),
            case(&["renew", "revoke"], &["device"], With(&[AnotherWithItsOwn], &["device of neighbour"])),
        ],
    },
    Allowed {
        reason: "It is not looked at: nothing is paid to or from it here.",
        cases: &[
            case(&["claim"], &["costakers_vault", "rewards"], Any(&[BroughtAlong, Nothing, System, Twice])),
            case(&["claim"], &["io_stake"], Any(&[BroughtAlong])),
        ],
    },
    Allowed {
        reason: "Terms within the bounds that the program sets for them.",
        cases: &[
            case(&["initialize"], &["args.costake_bps"], Numbers(&[(0, 1)])),
            case(&["initialize"], &["args.max_lease", "args.quorum"], Numbers(&[(1, 1)])),
            case(&["set_terms"], &["costake_bps"], Numbers(&[(0, 1)])),
            case(&["set_terms"], &["max_lease"], Numbers(&[(1, 1)])),
        ],
    },
    Allowed {
        reason: "The harness signs for every owner: it is that owner's own lease.",
        cases: &[case(&["set_payout"], &["device"], With(&[AnotherWithItsOwn], &["device of supplier"]))],
    },
    Allowed {
        reason: "The owner says who is paid; nobody stands for itself.",
        cases: &[case(&["set_payout"], &["payout"], Any(&[Address]))],
    },
    Allowed {
        reason: "The program's own address stands in the instruction as well, for an account that is left out, and this account is not looked at.",
        cases: &[
            case(&["claim"], &["program"], Any(&[Nothing, System])),
            case(
                &["claim"],
                &["program"],
                With(&[Another], &["another", "io-market", "io-stake", "io-token", "io-treasury"]),
            ),
            case(
                &["claim"],
                &["program"],
                With(
                    &[Twice],
                    &[
                        "authority",
                        "config",
                        "destination",
                        "device",
                        "event_authority",
                        "lease",
                        "pool",
                        "token_program",
                        "vault",
                    ],
                ),
            ),
        ],
    },
    Allowed {
        reason: "Where there is no page, it is created.",
        cases: &[case(&["advance", "advance, 168 epochs"], &["page"], Any(&[Closed]))],
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
            case(&["set_attestors"], &["attestors[0]", "attestors[1]"], With(&[Address], &["thief"])),
            case(&["set_pauser"], &["pauser"], Any(&[Address])),
        ],
    },
    Allowed {
        reason: "Whoever signs may pay the rent.",
        cases: &[
            case(
                &["advance", "advance, 168 epochs"],
                &["payer"],
                With(
                    &[Another],
                    &[
                        "admin",
                        "arbiter",
                        "attestor 1",
                        "attestor 2",
                        "attestor 3",
                        "attestor 4",
                        "beneficiary 0",
                        "beneficiary 23",
                        "beneficiary 3",
                        "depositor",
                        "emission minter",
                        "heir",
                        "holder 1",
                        "holder 3",
                        "neighbour",
                        "pauser",
                        "rent payer",
                        "renter",
                        "reward vault",
                        "seller",
                        "slasher",
                        "slasher 2",
                        "stake",
                        "supplier",
                        "thief",
                    ],
                ),
            ),
            case(
                &[
                    "advance",
                    "advance, 168 epochs",
                    "advance, new page",
                    "create_pool",
                    "grant",
                    "grant, two",
                    "initialize",
                ],
                &["payer"],
                Any(&[System]),
            ),
            case(
                &["advance, new page", "create_pool", "grant", "grant, two", "initialize"],
                &["payer"],
                With(&[Another], &["heir", "holder 1", "neighbour", "slasher", "slasher 2", "supplier", "thief"]),
            ),
        ],
    },
];
