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
//! | [`market`] | Which addresses and instructions does `io-market` have? |
//! | [`treasury`] | Which addresses and instructions does `io-treasury` have? |
//! | [`usdc`] | Which dollars, and where do those of the embedded ledger come from? |
//! | [`oracle`] | What does a price of the oracle look like in its account? |
//! | [`accounts`] | How is an account of a program read? |
//! | [`books`] | What do the accounts of `io-token` say? |
//! | [`registry`] | What do the accounts of `io-stake` say? |
//! | [`payroll`] | What do the accounts of `io-emission` say? |
//! | [`buyback`] | What do the accounts of `io-treasury` say, and what does its auction pay? |
//! | [`reckoning`] | What has a lease earned by now? |
//! | [`advancing`] | How is a pool brought up to date? |
//! | [`syncing`] | How does a lease take note of a change of the stake? |
//! | [`timeline`] | What becomes of a device's stake, when, and who decides it? |
//! | [`rental`] | What do the accounts of `io-market` say? |
//! | [`bill`] | What do hours cost, with every fee? |
//! | [`offers`] | Which devices are on offer, and which of them make up a cluster? |
//! | [`associated`] | Where is an owner paid? |
//! | [`party`] | Who is meant? |
//! | [`designation`] | Which device or case is meant? |
//! | [`quorum`] | Who signs as attestors? |
//! | [`session`] | Who signs, who pays, and where does it go? |
//! | [`dispatch`] | How is the same thing done to many? |
//! | [`lookup`] | How does a transaction name many devices? |
//! | [`shipment`] | How are many instructions sent at once? |
//! | [`deployment`] | Which bytecode is deployed, and who may replace it? |
//! | [`setting`] | How are a program's settings shown and compared? |
//! | [`governance`] | What do an admin and a pauser do in every program? |
//! | [`refusal`] | Why did a program refuse? |
//! | [`migration`] | How is a freshly deployed suite set up? |
//! | [`cli`] | What can be typed? |

pub mod accounts;
pub mod advancing;
pub mod associated;
pub mod backend;
pub mod bill;
pub mod books;
pub mod buyback;
pub mod cli;
pub mod cluster;
pub mod commands;
pub mod deed;
pub mod deployment;
pub mod designation;
pub mod dispatch;
pub mod emission;
pub mod evidence;
pub mod governance;
pub mod ledger;
pub mod lookup;
pub mod market;
pub mod migration;
pub mod moment;
pub mod money;
pub mod offers;
pub mod oracle;
pub mod party;
pub mod payroll;
pub mod program;
pub mod quorum;
pub mod reckoning;
pub mod refusal;
pub mod registry;
pub mod rental;
pub mod report;
pub mod session;
pub mod setting;
pub mod shipment;
pub mod stake;
pub mod svm;
pub mod syncing;
pub mod text;
pub mod timeline;
pub mod token;
pub mod treasury;
pub mod usdc;
pub mod wallet;
