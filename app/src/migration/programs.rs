//! That the programs are there, and are those that were built.

use anyhow::Result;
use std::path::Path;

use super::step::StepState;
use super::{Section, Site};
use crate::backend::Backend;
use crate::deployment::Deployment;
use crate::program::SUITE;

/// Every program as it is deployed.
pub fn read(backend: &dyn Backend, folder: &Path) -> Result<Vec<Deployment>> {
    SUITE.iter().map(|program| Deployment::read(*program, backend, folder)).collect()
}

pub fn section(site: &Site) -> Section {
    let mut section = Section::new(
        "programs",
        "What is set up has to be what was built, and only its upgrade authority can set it up.",
    );
    for deployment in site.deployments {
        let Deployment { program, hash, .. } = deployment;
        let build = match deployment.is_as_built() {
            Some(true) => "as built last",
            Some(false) => "NOT AS BUILT LAST",
            None => "without a build to compare it with",
        };
        let title = format!("{} at {}, {build} (hash {hash})", program.name, program.address);
        section.elsewhere(title, StepState::Already);
    }
    section
}

/// The programs that are not what was built last. They may be set up already, and the build may be newer; what is not set up
/// yet must not be set up with them.
pub fn differing(deployments: &[Deployment]) -> Vec<String> {
    let differing = deployments.iter().filter_map(|deployment| {
        let built = deployment.built.as_ref().filter(|built| **built != deployment.hash)?;
        let Deployment { program, hash, .. } = deployment;
        Some(format!(
            "{}: the hash of the bytecode is {hash} on the cluster, and {built} of what was built last",
            program.name
        ))
    });
    differing.collect()
}
