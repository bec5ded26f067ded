//! The interface descriptions in `app/idl`: complete, true, and good for Anchor's own generator of clients.

mod addresses;
mod declared;
mod documentation;
mod security;
