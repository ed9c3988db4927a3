//! What the platform would push about pictures, said by the demo itself: it has no address that the platform could reach.

use std::convert::Infallible;
use std::time::Duration;

use domain::Ports;
use domain::members::open_id::OpenId;
use domain::pushes::event::{Advice, Event, Found, MediaCheck, What};
use domain::pushes::receive::receive;
use infra::wechat::StandIn;

/// A moment to see that a picture waits.
const PAUSE: Duration = Duration::from_secs(2);

/// What the platform says of a picture with nothing wrong in it.
const NOTHING: i32 = 100;

/// Lets every picture pass, without end.
pub async fn pass(ports: &Ports, stand_in: &StandIn) -> Infallible {
    let mut passed = 0;
    loop {
        tokio::time::sleep(PAUSE).await;
        for picture in stand_in.pictures().into_iter().skip(passed) {
            passed += 1;
            let found = Ok(Found { advice: Advice::Pass, label: NOTHING });
            let what = What::MediaChecked(MediaCheck { trace: picture.trace, found });
            let event = Event { user: OpenId(picture.openid), happened: ports.now(), what };
            if let Err(failure) = receive(ports, &event).await {
                tracing::warn!(%failure, "a picture waits for staff");
            }
        }
    }
}
