//! Ends what was begun: an `AbortController` that may be missing, and whether whoever began it still wants to hear of it.

use std::{cell::Cell, rc::Rc};

use web_sys::{AbortController, AbortSignal};

/// Ends one thing.
#[derive(Clone, Debug)]
pub struct Stop(Rc<(Option<AbortController>, Cell<bool>)>);

impl Default for Stop {
    fn default() -> Stop {
        Stop::new()
    }
}

impl Stop {
    /// One that was not used.
    pub fn new() -> Stop {
        Stop(Rc::new((AbortController::new().ok(), Cell::new(false))))
    }

    /// What to give to whatever fetches.
    pub fn signal(&self) -> Option<AbortSignal> {
        self.0.0.as_ref().map(AbortController::signal)
    }

    /// Ends it; what has come until then is still wanted.
    pub fn stop(&self) {
        if let Some(controller) = &self.0.0 {
            controller.abort();
        }
    }

    /// Ends it, and nobody wants to hear of it any more.
    pub fn forget(&self) {
        self.0.1.set(true);
        self.stop();
    }

    /// Nobody wants to hear of it any more.
    pub fn gone(&self) -> bool {
        self.0.1.get()
    }
}
