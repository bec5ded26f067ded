pub mod svm;
pub mod token;
