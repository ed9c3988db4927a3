//! Access tokens: JWTs (RFC 9068) signed with Ed25519, good for 15 minutes and never longer than their session.

use std::fmt::Display;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use domain::ids::{MemberId, ScreenId, SessionId};
use domain::screens::screen::login_of;
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result as JwtResult};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use ring::digest;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use signature::{Signer, Verifier};

/// How long an access token is valid.
pub const ACCESS: Duration = Duration::minutes(15);
/// How far the clocks of two machines may be apart.
const LEEWAY: Duration = Duration::seconds(30);
/// The audience of the tokens.
const AUDIENCE: &str = "linli";
/// The type of RFC 9068, so that no other token of ours passes for an access token.
const TYPE: &str = "at+jwt";

/// Signs and verifies access tokens. Its keys are never printed.
pub struct Tokens {
    issuer: String,
    signing: EncodingKey,
    keys: Vec<Key>,
    /// A signature is checked once, not on every request; all else that a token says is checked each time.
    known: moka::sync::Cache<String, Payload>,
}

struct Key {
    id: String,
    public: Vec<u8>,
}

/// What a valid access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claims {
    /// The member, or the id of the screen of a hall, which has a login under the same id.
    pub member: MemberId,
    /// The login it belongs to.
    pub session: SessionId,
    /// The refresh of that login it was made by.
    pub generation: u32,
}

#[derive(Clone, Serialize, Deserialize)]
struct Payload {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    r#gen: u32,
    iat: i64,
    nbf: i64,
    exp: i64,
    // Not in what earlier releases issued.
    #[serde(default)]
    jti: String,
}

impl Tokens {
    /// `seeds` are 32 random bytes each: the first one signs, all of them verify, so keys can be replaced without
    /// logging anybody out. `issuer` is the public address of the service.
    pub fn new(seeds: &[[u8; 32]], issuer: String) -> Option<Self> {
        // Fails if it is installed already, by another instance in this process: that is the same provider.
        let _ = PROVIDER.install_default();
        let keys: Option<Vec<_>> = seeds
            .iter()
            .map(|seed| {
                let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
                let public = pair.public_key().as_ref().to_vec();
                Some(Key { id: thumbprint(&public), public })
            })
            .collect();
        Some(Self {
            issuer,
            signing: EncodingKey::from_ed_der(seeds.first()?),
            keys: keys?,
            known: moka::sync::Cache::builder().max_capacity(10_000).build(),
        })
    }

    /// An access token of a member or a screen, and when it ends. `random` comes from the port of chance, and makes the token one of a kind.
    pub fn issue(
        &self,
        subject: impl Display,
        session: SessionId,
        generation: u32,
        now: DateTime<Utc>,
        random: [u8; 32],
    ) -> (String, DateTime<Utc>) {
        let expires = now + ACCESS;
        let header = Header {
            typ: Some(TYPE.into()),
            kid: self.keys.first().map(|key| key.id.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        let payload = Payload {
            iss: self.issuer.clone(),
            aud: AUDIENCE.into(),
            sub: subject.to_string(),
            sid: session.to_string(),
            r#gen: generation,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: expires.timestamp(),
            jti: URL_SAFE_NO_PAD.encode(&random[..16]),
        };
        // Signing with a key that was accepted at the start does not fail.
        let token = jsonwebtoken::encode(&header, &payload, &self.signing).unwrap_or_default();
        (token, DateTime::from_timestamp(payload.exp, 0).unwrap_or(expires))
    }

    /// What a token says, if it is one of ours and valid now.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Option<Claims> {
        let payload = match self.known.get(token) {
            Some(payload) => payload,
            None => {
                let payload = self.check(token)?;
                self.known.insert(token.to_owned(), payload.clone());
                payload
            }
        };
        let good = payload.iss == self.issuer
            && payload.aud == AUDIENCE
            && (now - LEEWAY).timestamp() < payload.exp
            && (now + LEEWAY).timestamp() >= payload.nbf;
        let screen = || ScreenId::parse("sub", &payload.sub).map(|screen| login_of(screen).0);
        let member = MemberId::parse("sub", &payload.sub).or_else(|_| screen()).ok()?;
        let session = SessionId::parse("sid", &payload.sid).ok()?;
        good.then_some(Claims { member, session, generation: payload.r#gen })
    }

    /// The login that a token of ours names, even when it has expired.
    pub fn login_of(&self, token: &str) -> Option<SessionId> {
        SessionId::parse("sid", &self.check(token)?.sid).ok()
    }

    fn check(&self, token: &str) -> Option<Payload> {
        let header: Map<String, Value> =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?).ok()?;
        // `crit` names what a verifier must understand (RFC 7515, section 4.1.11). We understand no extension, so a
        // token that has one is not valid; nor is one with `b64`, which would have the signature cover something else
        // (RFC 7797).
        if header.contains_key("crit") || header.contains_key("b64") {
            return None;
        }
        if header.get("alg")? != "EdDSA" || header.get("typ")? != TYPE {
            return None;
        }
        let key = self.keys.iter().find(|key| header.get("kid").is_some_and(|kid| *kid == key.id))?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        // Times, issuer and audience are checked by `verify`, each time and by the port of the clock.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.set_required_spec_claims::<&str>(&[]);
        let data = jsonwebtoken::decode::<Payload>(token, &DecodingKey::from_ed_der(&key.public), &validation).ok()?;
        Some(data.claims)
    }

    /// The public keys (RFC 7517), for `/.well-known/jwks.json`.
    pub fn jwks(&self) -> serde_json::Value {
        let keys = self.keys.iter().map(|key| {
            let x = URL_SAFE_NO_PAD.encode(&key.public);
            serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": key.id, "use": "sig", "alg": "EdDSA" })
        });
        serde_json::json!({ "keys": keys.collect::<Vec<_>>() })
    }
}

/// The id of a key: its thumbprint (RFC 7638, RFC 8037).
fn thumbprint(public: &[u8]) -> String {
    let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, URL_SAFE_NO_PAD.encode(public));
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, jwk.as_bytes()))
}

/// Ed25519 on ring, and nothing else. The keys are raw: a seed to sign with, a public key to verify with.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match algorithm {
        Algorithm::EdDSA => Ok(Box::new(EdSigner(
            Ed25519KeyPair::from_seed_unchecked(key.as_bytes()).map_err(|_| ErrorKind::InvalidEddsaKey)?,
        ))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> JwtResult<Box<dyn JwtVerifier>> {
    match algorithm {
        Algorithm::EdDSA => {
            Ok(Box::new(EdVerifier(UnparsedPublicKey::new(&ED25519, key.try_get_as_bytes()?.to_vec()))))
        }
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

struct EdSigner(Ed25519KeyPair);

impl Signer<Vec<u8>> for EdSigner {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.0.sign(message).as_ref().to_vec())
    }
}

impl JwtSigner for EdSigner {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

struct EdVerifier(UnparsedPublicKey<Vec<u8>>);

impl Verifier<Vec<u8>> for EdVerifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        self.0.verify(message, signature).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for EdVerifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::hmac;
    use uuid::Uuid;

    const NOW: i64 = 1_800_000_000;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(NOW, 0).expect("a time")
    }

    fn tokens(seeds: &[[u8; 32]]) -> Tokens {
        Tokens::new(seeds, "https://linli.example".into()).expect("keys")
    }

    fn issue(tokens: &Tokens) -> String {
        tokens
            .issue(MemberId::from_uuid(Uuid::from_u128(1)), SessionId::from_uuid(Uuid::from_u128(2)), 3, now(), [7; 32])
            .0
    }

    #[test]
    fn a_token_is_good_for_fifteen_minutes() {
        let tokens = tokens(&[[1; 32]]);
        let token = issue(&tokens);
        for (after, good) in [(-31, false), (-30, true), (0, true), (929, true), (930, false)] {
            assert_eq!(tokens.verify(&token, now() + Duration::seconds(after)).is_some(), good, "{after}");
        }
        assert_eq!(tokens.verify(&token, now()).expect("good").generation, 3);
    }

    #[test]
    fn a_screen_has_a_login_under_its_own_id() {
        let (tokens, screen) = (tokens(&[[1; 32]]), ScreenId::from_uuid(Uuid::from_u128(5)));
        let (member, session) = login_of(screen);
        let (token, _) = tokens.issue(screen, session, 0, now(), [7; 32]);
        assert_eq!(tokens.verify(&token, now()), Some(Claims { member, session, generation: 0 }));
    }

    #[test]
    fn keys_change_without_logging_out() {
        let [old, new] = [[1; 32], [2; 32]];
        // As the operator proceeds: the new key behind, then in front, then the old one removed.
        let steps = [tokens(&[old]), tokens(&[old, new]), tokens(&[new, old]), tokens(&[new])];
        for (step, signing) in steps.iter().enumerate() {
            let token = issue(signing);
            for beside in steps.iter().take(step + 2).skip(step.saturating_sub(1)) {
                assert!(beside.verify(&token, now()).is_some(), "processes one step apart, after step {step}");
            }
        }
        assert!(steps[3].verify(&issue(&steps[0]), now()).is_none());
    }

    #[test]
    fn what_was_bent_is_worth_nothing() {
        let tokens = tokens(&[[1; 32]]);
        let token = issue(&tokens);
        let parts: Vec<_> = token.split('.').collect();
        let header = |json: &str| URL_SAFE_NO_PAD.encode(json);
        let kid = &tokens.keys[0].id;
        let public = hmac::Key::new(hmac::HMAC_SHA256, &tokens.keys[0].public);
        let confused =
            format!("{}.{}", header(&format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{kid}"}}"#)), parts[1]);
        let confused_signed = URL_SAFE_NO_PAD.encode(hmac::sign(&public, confused.as_bytes()));
        for bad in [
            String::new(),
            "a.b.c".into(),
            format!("{}.{}.", parts[0], parts[1]),
            format!("{}.{}.", header(&format!(r#"{{"alg":"none","typ":"at+jwt","kid":"{kid}"}}"#)), parts[1]),
            format!("{confused}.{confused_signed}"),
            format!("{}.{}A.{}", parts[0], parts[1], parts[2]),
            format!("{}.{}.{}", header(&format!(r#"{{"alg":"EdDSA","typ":"JWT","kid":"{kid}"}}"#)), parts[1], parts[2]),
        ] {
            assert!(tokens.verify(&bad, now()).is_none(), "{bad}");
        }
        // Signed by us, and still not an access token of this service.
        let pair = Ed25519KeyPair::from_seed_unchecked(&[1; 32]).expect("a key");
        let signed = |head: String, payload: &serde_json::Value| {
            let text = format!("{}.{}", header(&head), header(&payload.to_string()));
            let signature = URL_SAFE_NO_PAD.encode(pair.sign(text.as_bytes()));
            format!("{text}.{signature}")
        };
        let head = |typ: &str, kid: &str| format!(r#"{{"alg":"EdDSA","typ":"{typ}","kid":"{kid}"}}"#);
        let payload: serde_json::Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).expect("base64")).expect("JSON");
        assert!(tokens.verify(&signed(head(TYPE, kid), &payload), now()).is_some());
        let head_without_kid = format!(r#"{{"alg":"EdDSA","typ":"{TYPE}"}}"#);
        assert!(tokens.verify(&signed(head_without_kid, &payload), now()).is_none(), "no kid");
        let both = self::tokens(&[[2; 32], [1; 32]]);
        let (other, own) = (&both.keys[0].id, &both.keys[1].id);
        assert!(both.verify(&signed(head(TYPE, own), &payload), now()).is_some());
        assert!(both.verify(&signed(head(TYPE, other), &payload), now()).is_none(), "the name of another good key");
        for (typ, id) in [("JWT", kid.as_str()), ("at+jwt", "another"), ("at+jwt", ""), ("", kid.as_str())] {
            assert!(tokens.verify(&signed(head(typ, id), &payload), now()).is_none(), "{typ} {id}");
        }
        for member in
            [r#""crit":["x"]"#, r#""crit":[]"#, r#""crit":null"#, r#""crit":["b64"],"b64":true"#, r#""b64":false"#]
        {
            let head = format!(r#"{{"alg":"EdDSA","typ":"{TYPE}","kid":"{kid}",{member}}}"#);
            let token = signed(head, &payload);
            assert!(tokens.verify(&token, now()).is_none() && tokens.login_of(&token).is_none(), "{member}");
        }
        let beside = format!(r#"{{"alg":"EdDSA","typ":"{TYPE}","kid":"{kid}","jku":"https://other.example","x":1}}"#);
        assert!(tokens.verify(&signed(beside, &payload), now()).is_some(), "what is not critical is not looked at");
        let twice = format!(r#"{{"alg":"none","alg":"EdDSA","typ":"{TYPE}","kid":"{kid}"}}"#);
        assert!(tokens.verify(&signed(twice, &payload), now()).is_none(), "a member that stands twice");
        let mut earlier = payload.clone();
        earlier.as_object_mut().expect("an object").remove("jti").expect("a jti");
        assert!(tokens.verify(&signed(head(TYPE, kid), &earlier), now()).is_some(), "of an earlier release");
        for (claim, value) in [("aud", "other"), ("iss", "https://other.example"), ("sub", "session_x"), ("sid", "")] {
            let mut payload = payload.clone();
            payload[claim] = value.into();
            assert!(tokens.verify(&signed(head(TYPE, kid), &payload), now()).is_none(), "{claim}");
        }
        for (claim, value, good) in [
            ("exp", NOW - 29, true),
            ("exp", NOW - 30, false),
            ("exp", i64::MIN, false),
            ("nbf", NOW + 30, true),
            ("nbf", NOW + 31, false),
            ("nbf", i64::MAX, false),
        ] {
            let mut payload = payload.clone();
            payload[claim] = value.into();
            assert_eq!(tokens.verify(&signed(head(TYPE, kid), &payload), now()).is_some(), good, "{claim} {value}");
        }
        let mut audiences = payload.clone();
        audiences["aud"] = serde_json::json!(["linli", "other"]);
        assert!(tokens.verify(&signed(head(TYPE, kid), &audiences), now()).is_none(), "for others, too");
        for claim in ["iss", "aud", "sub", "sid", "gen", "nbf", "exp"] {
            let mut payload = payload.clone();
            payload.as_object_mut().expect("an object").remove(claim);
            assert!(tokens.verify(&signed(head(TYPE, kid), &payload), now()).is_none(), "no {claim}");
        }
        let stranger = Tokens::new(&[[1; 32]], "https://other.example".into()).expect("keys");
        assert!(tokens.verify(&issue(&stranger), now()).is_none(), "another issuer");
    }

    #[test]
    fn keys_are_named_as_the_standard_does() {
        // RFC 8037, appendix A.3.
        let public = URL_SAFE_NO_PAD.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").expect("base64");
        assert_eq!(thumbprint(&public), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn the_public_keys_tell_no_secret() {
        let text = tokens(&[[1; 32]]).jwks().to_string();
        assert!(text.contains("\"crv\":\"Ed25519\"") && !text.contains("\"d\""));
    }
}
