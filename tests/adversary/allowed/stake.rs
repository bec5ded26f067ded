//! What may succeed in `io-stake`, besides what may in every program.

use super::{Allowed, What::*, case};
use crate::mutant::Change::*;

/// What may succeed.
pub const LIST: &[Allowed] = &[
    Allowed {
        reason: "A bound of the signer's own, which holds.",
        cases: &[
            case(&["limit_costake"], &["limit"], Numbers(&[(0, 18446744073709551615)])),
            case(&["open_costake"], &["limit"], Numbers(&[(0, 18446744073709551615)])),
        ],
    },
    Allowed {
        reason: "A number of the signer's own list.",
        cases: &[case(&["open_case"], &["args.reason"], Numbers(&[(0, 65535)]))],
    },
    Allowed {
        reason: "A text or a hash, which the programs do not read.",
        cases: &[
            case(&["open_case"], &["args.evidence"], Any(&[Bytes])),
            case(&["register", "register, without stake"], &["args.label"], Any(&[Bytes])),
            case(&["appeal"], &["defence"], Any(&[Bytes])),
            case(&["update_device"], &["label"], Any(&[Bytes])),
        ],
    },
    Allowed {
        reason: "An amount within what there is.",
        cases: &[
            case(&["add_costake"], &["amount"], Numbers(&[(1, 2000003)])),
            case(&["add_costake, more"], &["amount"], Numbers(&[(1, 1000004)])),
            case(&["deposit_reward"], &["amount"], Numbers(&[(1, 9000016)])),
            case(&["request_unstake"], &["amount"], Numbers(&[(1, 1000003)])),
            case(&["stake"], &["amount"], Numbers(&[(1, 9000016)])),
            case(&["open_case"], &["args.amount"], Numbers(&[(1, 18446744073709551615)])),
            case(&["register"], &["args.amount"], Numbers(&[(0, 9000016)])),
            case(&["unstake_costake"], &["shares"], Numbers(&[(1, 300007)])),
            case(&["resolve"], &["upheld"], Numbers(&[(1, 333334)])),
        ],
    },
    Allowed {
        reason: "An offer, which has to be accepted; nobody takes it back.",
        cases: &[case(&["propose_owner"], &["new_owner"], Any(&[Address]))],
    },
    Allowed {
        reason: "Another choice that the one who signs has.",
        cases: &[
            case(&["register", "register, without stake"], &["args.class"], Numbers(&[(1, 1)])),
            case(&["set_class"], &["args.multiplier_bps"], Numbers(&[(1, 4294967295)])),
            case(&["set_class"], &["args.number"], Numbers(&[(0, 1)])),
            case(&["set_class"], &["args.open"], Numbers(&[(0, 0)])),
            case(&["set_class"], &["args.pool"], Numbers(&[(1, 255)])),
            case(&["register", "register, without stake"], &["args.processors"], Numbers(&[(1, 65535)])),
            case(&["set_paused, by the admin"], &["paused"], Numbers(&[(0, 0)])),
            case(&["set_role"], &["role"], Numbers(&[(1, 1)])),
        ],
    },
    Allowed {
        reason: "Another token account of the one who signs.",
        cases: &[case(
            &["add_costake", "add_costake, more", "deposit_reward", "register", "stake"],
            &["source"],
            Any(&[Doubled]),
        )],
    },
    Allowed {
        reason: "It is not looked at: nothing is paid to or from it here.",
        cases: &[
            case(&["execute", "execute, upheld"], &["costake_vault"], Any(&[BroughtAlong, Nothing, System, Twice])),
            case(
                &["close_costake, nothing sent", "close_device, nothing sent"],
                &["destination"],
                Any(&[BroughtAlong, Nothing, System, Twice]),
            ),
            case(&["register, without stake"], &["source"], Any(&[BroughtAlong, Nothing, System])),
            // All but the system program, which the runtime locks for reading only.
            case(
                &["register, without stake"],
                &["source"],
                With(
                    &[Twice],
                    &["classes", "config", "device", "event_authority", "mint", "owner", "token_program", "vault"],
                ),
            ),
        ],
    },
    Allowed {
        reason: "It is not read: its address stands in the position.",
        cases: &[case(&["claim_costake", "close_position"], &["device"], Any(&[Closed, TakenOver]))],
    },
    Allowed {
        reason: "The admin and the pauser both may.",
        cases: &[case(&["set_paused, by the admin"], &["authority"], With(&[Another], &["pauser"]))],
    },
    Allowed {
        reason: "The harness signs for every holder: it is that holder's own position.",
        cases: &[case(
            &["claim_costake", "close_position", "unstake_costake"],
            &["holder"],
            With(&[AnotherWithItsOwn], &["holder 3"]),
        )],
    },
    Allowed {
        reason: "The program's own address leaves the event out, for whoever tells of the payment itself.",
        cases: &[case(&["deposit_reward"], &["event_authority"], With(&[Twice], &["program"]))],
    },
    Allowed {
        reason: "The program's own address stands in the instruction as well, for an account that is left out, and this account is not looked at.",
        cases: &[
            case(
                &["close_costake, nothing sent"],
                &["program"],
                With(
                    &[Twice],
                    &["authority", "device", "event_authority", "owner", "rewards", "token_program", "vault"],
                ),
            ),
            case(
                &[
                    "close_costake, nothing sent",
                    "close_device, nothing sent",
                    "execute",
                    "execute, upheld",
                    "register, without stake",
                ],
                &["program"],
                Any(&[Nothing, System]),
            ),
            case(
                &["close_costake, nothing sent", "close_device, nothing sent", "register, without stake"],
                &["program"],
                With(&[Another], &["another", "io-emission", "io-market", "io-token", "io-treasury"]),
            ),
            case(
                &["close_device, nothing sent"],
                &["program"],
                With(&[Twice], &["authority", "device", "event_authority", "owner", "token_program", "vault"]),
            ),
            case(
                &["execute", "execute, upheld"],
                &["program"],
                With(&[Another], &["another", "io-emission", "io-market", "io-treasury"]),
            ),
            case(
                &["execute", "execute, upheld"],
                &["program"],
                With(
                    &[Twice],
                    &[
                        "authority",
                        "burn_ledger",
                        "case",
                        "config",
                        "device",
                        "event_authority",
                        "io_token",
                        "io_token_event_authority",
                        "mint",
                        "rent_payer",
                        "token_program",
                        "vault",
                    ],
                ),
            ),
            case(
                &["register, without stake"],
                &["program"],
                With(
                    &[Twice],
                    &[
                        "classes",
                        "config",
                        "device",
                        "event_authority",
                        "mint",
                        "owner",
                        "system_program",
                        "token_program",
                        "vault",
                    ],
                ),
            ),
        ],
    },
    Allowed {
        reason: "The slasher may accuse any device.",
        cases: &[case(&["open_case"], &["device"], With(&[AnotherWithItsOwn], &["device of heir"]))],
    },
    Allowed {
        reason: "The slasher may suspend by any case of its own.",
        cases: &[case(&["suspend"], &["case"], With(&[AnotherWithItsOwn], &["another"]))],
    },
    Allowed {
        reason: "Where there is no position, it is created.",
        cases: &[case(&["add_costake, more"], &["position"], Any(&[Closed]))],
    },
    Allowed {
        reason: "Whoever decides who has a role may decide for anybody.",
        cases: &[
            case(&["initialize"], &["args.arbiter", "args.slasher"], With(&[Address], &["thief"])),
            case(&["initialize"], &["args.pauser"], Any(&[Address])),
            case(&["set_role"], &["key"], Any(&[Address])),
        ],
    },
    Allowed {
        reason: "Whoever is paid signs, and says where to.",
        cases: &[
            case(
                &["claim_costake"],
                &["destination"],
                With(
                    &[Another],
                    &[
                        "IO of another",
                        "IO of depositor",
                        "IO of heir",
                        "IO of holder 3",
                        "IO of io-stake",
                        "IO of io-token",
                        "IO of neighbour",
                        "IO of supplier",
                        "no IO of heir",
                        "no IO of supplier",
                        "no IO of thief",
                    ],
                ),
            ),
            case(
                &["claim_costake", "claim_unshared", "close_costake", "close_device", "withdraw", "withdraw_costake"],
                &["destination"],
                Any(&[Doubled]),
            ),
            case(
                &["claim_unshared", "close_costake"],
                &["destination"],
                With(
                    &[Another],
                    &[
                        "IO of another",
                        "IO of depositor",
                        "IO of heir",
                        "IO of holder 1",
                        "IO of holder 3",
                        "IO of io-stake",
                        "IO of io-token",
                        "IO of neighbour",
                        "IO of supplier",
                        "no IO of heir",
                        "no IO of io-stake",
                        "no IO of thief",
                    ],
                ),
            ),
            case(
                &["close_device", "withdraw"],
                &["destination"],
                With(&[Another], &["IO of heir", "IO of io-stake", "IO of io-token", "IO of neighbour"]),
            ),
            case(
                &["withdraw_costake"],
                &["destination"],
                With(
                    &[Another],
                    &[
                        "IO of another",
                        "IO of depositor",
                        "IO of heir",
                        "IO of holder 3",
                        "IO of io-stake",
                        "IO of io-token",
                        "IO of neighbour",
                        "IO of supplier",
                        "no IO of heir",
                        "no IO of io-stake",
                        "no IO of supplier",
                        "no IO of thief",
                    ],
                ),
            ),
        ],
    },
    Allowed {
        reason: "Whoever signs may pay the rent.",
        cases: &[
            case(
                &["add_asset"],
                &["payer"],
                With(&[Another], &["heir", "holder 1", "neighbour", "slasher", "slasher 2", "supplier", "thief"]),
            ),
            case(&["add_asset", "initialize"], &["payer"], Any(&[System])),
            case(&["initialize"], &["payer"], With(&[Another], &["heir", "holder 1", "neighbour", "thief"])),
        ],
    },
];
