//! The client of the IO suite: what `io` does, as a library.
//!
//! | module | answers |
//! |---|---|
//! | [`backend`] | Where do the programs run: on a cluster, or in the embedded ledger? |
//! | [`ledger`] | How is the embedded ledger kept in files? |
//! | [`svm`] | How does a fresh SVM start, and how is a program deployed to it? |
//! | [`program`] | Which programs make up the suite? |
//! | [`token`] | Which addresses and instructions does `io-token` have? |
//! | [`stake`] | Which addresses and instructions does `io-stake` have? |
//! | [`emission`] | Which addresses and instructions does `io-emission` have? |
//! | [`accounts`] | How is an account of a program read? |
//! | [`books`] | What do the accounts of `io-token` say? |
//! | [`registry`] | What do the accounts of `io-stake` say? |
//! | [`payroll`] | What do the accounts of `io-emission` say? |
//! | [`reckoning`] | What has a lease earned by now? |
//! | [`advancing`] | How is a pool brought up to date? |
//! | [`syncing`] | How does a lease take note of a change of the stake? |
//! | [`timeline`] | What becomes of a device's stake, when, and who decides it? |
//! | [`associated`] | Where is an owner paid? |
//! | [`party`] | Who is meant? |
//! | [`designation`] | Which device or case is meant? |
//! | [`session`] | Who signs, who pays, and where does it go? |
//! | [`dispatch`] | How is the same thing done to many? |
//! | [`lookup`] | How does a transaction name many devices? |
//! | [`refusal`] | Why did a program refuse? |
//! | [`migration`] | How is a freshly deployed suite set up? |
//! | [`cli`] | What can be typed? |

pub mod accounts;
pub mod advancing;
pub mod associated;
pub mod backend;
pub mod books;
pub mod cli;
pub mod cluster;
pub mod commands;
pub mod deed;
pub mod designation;
pub mod dispatch;
pub mod emission;
pub mod evidence;
pub mod ledger;
pub mod lookup;
pub mod migration;
pub mod moment;
pub mod money;
pub mod party;
pub mod payroll;
pub mod program;
pub mod reckoning;
pub mod refusal;
pub mod registry;
pub mod report;
pub mod session;
pub mod stake;
pub mod svm;
pub mod syncing;
pub mod text;
pub mod timeline;
pub mod token;
pub mod wallet;
