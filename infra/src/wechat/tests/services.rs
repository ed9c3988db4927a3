//! The calls beside logins, tokens, phone numbers and texts: the client against the stand-in.

use std::time::{Duration, Instant};

use domain::failure::{Failure, Outcome};
use domain::ids::InboxEntryId;
use domain::inbox::news::Topic;
use domain::members::open_id::OpenId;
use domain::messages::message::{Delivery, Message};
use domain::moderation::verdict::Scene;
use domain::ports::WeChat;
use uuid::Uuid;

use super::super::{Name, StandIn, Trouble, WeChatClient};

async fn platform() -> (StandIn, WeChatClient) {
    let stand_in = StandIn::start().await.expect("a free port");
    let client = WeChatClient::new(stand_in.settings(), None).expect("settings");
    (stand_in, client)
}

fn li() -> OpenId {
    OpenId("openid-li".into())
}

/// What the log is told, after a look that it holds nothing that was sent.
fn cause<T>(outcome: Outcome<T>) -> String {
    let cause = match outcome {
        Err(Failure::Unavailable(cause)) => format!("unavailable {cause}"),
        Err(Failure::Broken(cause)) => format!("broken {cause}"),
        Err(other) => format!("{other:?}"),
        Ok(_) => panic!("a failure was expected"),
    };
    for secret in ["openid-", "stand-in-t", "access_token", "pages/"] {
        assert!(!cause.contains(secret), "{secret} in {cause}");
    }
    cause
}

fn claimed(to: &str) -> Message {
    let entry = InboxEntryId::from_uuid(Uuid::nil());
    Message {
        to: OpenId(to.into()),
        topic: Topic::Wishes,
        text: "有人认领了您的微心愿".into(),
        at: chrono::DateTime::UNIX_EPOCH,
        entry,
    }
}

#[tokio::test]
async fn one_accepted_prompt_is_one_message() {
    let (stand_in, client) = platform().await;
    stand_in.agree("openid-li", "stand-in-wishes");
    assert_eq!(client.send_one(&claimed("openid-li")).await.expect("an answer"), Delivery::Sent);
    assert_eq!(client.send_one(&claimed("openid-li")).await.expect("an answer"), Delivery::NotSubscribed);
    assert_eq!(stand_in.calls_of(Name::Message), 2, "final: not tried again");
    let sent = stand_in.sent().pop().expect("one");
    assert_eq!((sent.text.as_str(), sent.template.as_str()), ("有人认领了您的微心愿", "stand-in-wishes"));
    assert!(sent.page.starts_with("pages/inbox/entry?id=inbox_"), "{}", sent.page);
    let nowhere = Message { topic: Topic::Party, ..claimed("openid-li") };
    assert!(cause(client.send_one(&nowhere).await).contains("cannot be filled in"));
    assert_eq!(stand_in.calls_of(Name::Message), 2, "what has no template is not sent");
}

#[tokio::test]
async fn each_errcode_has_its_remedy() {
    let (stand_in, client) = platform().await;
    for errcode in [47003, 40003, 40037, 41030, 45168] {
        let before = stand_in.calls_of(Name::Message);
        stand_in.next(Trouble::Errcode(Name::Message, errcode));
        assert_eq!(client.send_one(&claimed("openid-li")).await.expect("an answer"), Delivery::Refused, "{errcode}");
        assert_eq!(stand_in.calls_of(Name::Message) - before, 1, "{errcode}");
    }
    for (errcode, said, calls) in [
        (43107, "the right to send messages", 1),
        (45009, "the day's quota", 1),
        (45011, "TooOften(60s)", 1),
        (44991, "TooOften(60s)", 1),
        (48001, "not entitled", 1),
    ] {
        let before = stand_in.calls_of(Name::Message);
        stand_in.next(Trouble::Errcode(Name::Message, errcode));
        let cause = cause(client.send_one(&claimed("openid-li")).await);
        assert!(cause.contains(said), "{errcode}: {cause}");
        assert_eq!(stand_in.calls_of(Name::Message) - before, calls, "{errcode}");
    }
    let before = stand_in.calls_of(Name::Message);
    stand_in.agree("openid-li", "stand-in-wishes");
    for _ in 0..2 {
        stand_in.next(Trouble::Errcode(Name::Message, 43108));
    }
    assert_eq!(client.send_one(&claimed("openid-li")).await.expect("at last"), Delivery::Sent);
    assert_eq!(stand_in.calls_of(Name::Message) - before, 3, "two at once to one user: nothing was done, so again");
}

#[tokio::test]
async fn of_several_messages_each_is_told_what_became_of_it() {
    let (stand_in, client) = platform().await;
    let users: Vec<_> = (0..40).map(|n| format!("openid-{n}")).collect();
    users.iter().step_by(2).for_each(|user| stand_in.agree(user, "stand-in-wishes"));
    let sent = client.send(&users.iter().map(|user| claimed(user)).collect::<Vec<_>>()).await;
    for (n, delivery) in sent.into_iter().enumerate() {
        let expected = if n % 2 == 0 { Delivery::Sent } else { Delivery::NotSubscribed };
        assert_eq!(delivery.expect("an answer"), expected, "{n}");
    }
}

#[tokio::test]
async fn pictures_are_asked_about() {
    let (stand_in, client) = platform().await;
    let asked = client.check_picture(&li(), Scene::Forum, "https://linli.example/p/1?signed=x").await;
    assert_eq!(asked.expect("a trace"), stand_in.pictures()[0].trace);
    assert!(cause(client.check_picture(&li(), Scene::Forum, "file").await).contains("40004"));
    stand_in.next(Trouble::Errcode(Name::MediaCheck, 61010));
    assert!(cause(client.check_picture(&li(), Scene::Forum, "https://a").await).starts_with("unavailable"));
}

#[tokio::test]
async fn every_call_gives_up_in_time_and_renews_its_token() {
    let (stand_in, mut client) = platform().await;
    client.patience = Duration::from_millis(300);
    let li = li();
    client.check_token().await.expect("a token");
    for turn in 0..3 {
        for trouble in [Trouble::TokenExpired, Trouble::Hang] {
            stand_in.next(trouble);
            let began = Instant::now();
            let done = match turn {
                0 => client.templates().await.map(|_| ()).map_err(|problem| problem.failure()),
                1 => client.check_picture(&li, Scene::Forum, "https://a").await.map(|_| ()),
                _ => client.send_one(&claimed("openid-li")).await.map(|_| ()),
            };
            assert!(began.elapsed() < Duration::from_secs(2), "{turn}");
            assert_eq!(done.is_ok(), trouble == Trouble::TokenExpired, "{turn} {trouble:?} {done:?}");
        }
    }
}
