//! The client of the IO suite: what `io` does, as a library.
//!
//! | module | answers |
//! |---|---|
//! | [`backend`] | Where do the programs run: on a cluster, or in the embedded ledger? |
//! | [`history`] | What has happened, what did the programs tell, and which balances did it move? |
//! | [`ledger`] | How is the embedded ledger kept in files? |
//! | [`svm`] | How does a fresh SVM start, and how is a program deployed to it? |
//! | [`program`] | Which programs make up the suite? |
//! | [`token`] | Which addresses and instructions does `io-token` have? |
//! | [`stake`] | Which addresses and instructions does `io-stake` have? |
//! | [`costake`] | Which of them are for those who stake behind a device of somebody else's? |
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
//! | [`positions`] | What do the accounts of co-stake say? |
//! | [`earnings`] | What has a co-staker earned by now? |
//! | [`reputation`] | How has a device done in the last 30 days? |
//! | [`advancing`] | How is a pool brought up to date? |
//! | [`syncing`] | How does a lease take note of a change of the stake? |
//! | [`timeline`] | What becomes of a device's stake, when, and who decides it? |
//! | [`rental`] | What do the accounts of `io-market` say? |
//! | [`bill`] | What do hours cost, with every fee? |
//! | [`offers`] | Which devices are on offer, and which of them make up a cluster? |
//! | [`statement`] | What moved a wallet's balances, and does it add up? |
//! | [`associated`] | Where is an owner paid? |
//! | [`party`] | Who is meant? |
//! | [`designation`] | Which device or case is meant? |
//! | [`quorum`] | Who signs as attestors? |
//! | [`session`] | Who signs, who pays, and where does it go? |
//! | [`signatories`] | Whose signatures does a transaction get? |
//! | [`transaction`] | How is a transaction made, and how does it pass from one signer to the next? |
//! | [`nonce`] | How is a transaction made that does not expire? |
//! | [`explain`] | What does a transaction say, in words? |
//! | [`fee`] | What does a transaction pay for being executed? |
//! | [`rehearsal`] | What would a transaction do? |
//! | [`paper`] | What is handed out where nothing is sent? |
//! | [`proposal`] | What does a multisig have to propose? |
//! | [`batch`] | How is the same thing done to many devices? |
//! | [`lookup`] | How does a transaction name many devices? |
//! | [`screen`] | How does a report stay up to date on a terminal? |
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
pub mod batch;
pub mod bill;
pub mod books;
pub mod buyback;
pub mod cli;
pub mod cluster;
pub mod commands;
pub mod costake;
pub mod deed;
pub mod deployment;
pub mod designation;
pub mod earnings;
pub mod emission;
pub mod evidence;
pub mod explain;
pub mod fee;
pub mod governance;
pub mod history;
pub mod ledger;
pub mod lookup;
pub mod market;
pub mod migration;
pub mod moment;
pub mod money;
pub mod nonce;
pub mod offers;
pub mod oracle;
pub mod paper;
pub mod party;
pub mod payroll;
pub mod positions;
pub mod program;
pub mod proposal;
pub mod quorum;
pub mod reckoning;
pub mod refusal;
pub mod registry;
pub mod rehearsal;
pub mod rental;
pub mod report;
pub mod reputation;
pub mod screen;
pub mod session;
pub mod setting;
pub mod signatories;
pub mod stake;
pub mod statement;
pub mod svm;
pub mod syncing;
pub mod text;
pub mod timeline;
pub mod token;
pub mod transaction;
pub mod treasury;
pub mod usdc;
pub mod wallet;
