//! What has become of transactions that were sent to a cluster, as far as a node can say.

use solana_commitment_config::CommitmentConfig;
use solana_rpc_client::rpc_client::RpcClient;
use solana_rpc_client_api::client_error::Result;
use solana_signature::Signature;

use crate::backend::{Departed, Fate};

/// The most signatures that a node is asked for at once.
const SIGNATURES_PER_REQUEST: usize = 256;

/// One that is found counts once it is as safe as `commitment` demands. One that is not found is void only when the last
/// block that can hold it is final, and known to the very node that does not find it: behind one address there may be
/// several, and one of them may lag.
pub fn fates(client: &RpcClient, commitment: CommitmentConfig, departed: &[Departed]) -> Result<Vec<Fate>> {
    let mut fates = Vec::with_capacity(departed.len());
    if departed.is_empty() {
        return Ok(fates);
    }
    // In this order: what is final now is known when the signatures are looked for.
    let over = client.get_epoch_info_with_commitment(CommitmentConfig::finalized())?;
    let remembered = client.get_first_available_block()?;
    for some in departed.chunks(SIGNATURES_PER_REQUEST) {
        let signatures: Vec<Signature> = some.iter().map(|one| one.signature).collect();
        let found = client.get_signature_statuses_with_history(&signatures)?;
        let lags = found.context.slot < over.absolute_slot;
        fates.extend(some.iter().zip(found.value).map(|(one, status)| match status {
            Some(status) if !status.satisfies_commitment(commitment) => Fate::OnItsWay,
            Some(status) if status.err.is_some() => Fate::Void,
            Some(_) => Fate::Confirmed,
            None if lags || over.block_height <= one.last_block => Fate::OnItsWay,
            None if one.slot < remembered => Fate::Forgotten,
            None => Fate::Void,
        }));
    }
    Ok(fates)
}
