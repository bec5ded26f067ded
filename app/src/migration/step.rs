//! What a migration finds and does: sections of steps.

use anchor_lang::prelude::Pubkey;
use serde::Serialize;
use solana_instruction::Instruction;

use crate::setting::Setting;

/// The steps about one subject, in their order.
#[derive(Clone, Debug)]
pub struct Section {
    pub name: &'static str,
    /// Why it comes where it does.
    pub why: &'static str,
    pub steps: Vec<Step>,
    /// Where the cluster says something else than the file. What is merely missing is not among it.
    pub differences: Vec<String>,
}

/// Something that has to be so, and what makes it so.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    pub title: String,
    pub state: StepState,
    /// What the step decides for ever.
    #[serde(rename = "final", skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// Who has to sign it. None where nobody can.
    #[serde(skip)]
    pub by: Option<Pubkey>,
    #[serde(skip)]
    pub instructions: Vec<Instruction>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// It was so before.
    Already,
    /// This run did it.
    Done,
    /// It is missing.
    Missing,
    /// Somebody else has to do it.
    Waiting,
}

impl Section {
    pub fn new(name: &'static str, why: &'static str) -> Self {
        Self { name, why, steps: Vec::new(), differences: Vec::new() }
    }

    /// Adds a step that one instruction takes, and that `by` has to sign.
    pub fn once(
        &mut self,
        title: impl Into<String>,
        by: Option<Pubkey>,
        stands: bool,
        make: impl FnOnce(Pubkey) -> Instruction,
    ) -> &mut Step {
        let missing = if stands { Vec::new() } else { vec![make(by.unwrap_or_default())] };
        self.step(title, by, missing)
    }

    /// Adds a step that these instructions take, as far as they are missing.
    pub fn step(&mut self, title: impl Into<String>, by: Option<Pubkey>, missing: Vec<Instruction>) -> &mut Step {
        let state = if missing.is_empty() { StepState::Already } else { StepState::Missing };
        self.steps.push_mut(Step {
            title: title.into(),
            state,
            decision: None,
            signature: None,
            by,
            instructions: missing,
        })
    }

    /// Adds a step that nobody here can take.
    pub fn elsewhere(&mut self, title: impl Into<String>, state: StepState) -> &mut Step {
        let title = title.into();
        let step = Step { title, state, decision: None, signature: None, by: None, instructions: Vec::new() };
        self.steps.push_mut(step)
    }

    /// Compares what the cluster says with what the file says, setting by setting.
    pub fn compare(&mut self, cluster: &[Setting], file: &[Setting]) {
        for (cluster, file) in cluster.iter().zip(file) {
            if cluster != file {
                let (what, is) = (&file.setting, &cluster.value);
                self.differ(format!("the {what} is {is} on the cluster, and {} in the file", file.value));
            }
        }
    }

    pub fn differ(&mut self, difference: String) {
        self.differences.push(format!("io-{}: {difference}", self.name));
    }
}

impl Step {
    /// Says what the step decides for ever.
    pub fn decides(&mut self, decision: impl Into<String>) {
        if self.state == StepState::Missing {
            self.decision = Some(decision.into());
        }
    }
}
