//! What is done later, done now.

use domain::Ports;
use domain::jobs::timed::{self, Timed};

/// Does all timed work that is due by the clock of these ports, and says what it was; each of it must succeed.
pub(crate) async fn do_timed_work(ports: &Ports) -> Vec<Timed> {
    let mut done = Vec::new();
    while let Some(held) = timed::take(ports).await.expect("taken") {
        held.run(ports).await.unwrap_or_else(|failure| panic!("{:?}: {failure}", held.work));
        done.push(held.work);
        held.end(ports, true).await.expect("ended");
    }
    done
}
