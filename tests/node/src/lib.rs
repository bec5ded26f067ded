//! A local node with the suite deployed and migrated, on the real RPC interface.
