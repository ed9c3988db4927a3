//! The three roots: the fields of all features side by side, each run only for callers that its rule admits.
//!
//! Not async-graphql's `MergedObject`, which nests each feature's type in that of the one before: the compiler's work
//! grew faster than the schema, until it gave up. Here a field is looked up in its feature by name and boxed, so no
//! type knows of another.

use std::borrow::Cow;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::PoisonError;
use std::time::Instant;

use async_graphql::parser::types::Field;
use async_graphql::registry::{CacheControl, MetaField, MetaType, MetaTypeId, Registry};
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{
    Context, ContextSelectionSet, ObjectType, OutputType, Positioned, Response, ServerResult, SubscriptionType, Value,
};
use domain::access::Viewer;
use domain::failure::{Failure, Invalid, Outcome};
use domain::features::operation;
use domain::operation::Operation;
use futures_util::stream::{self, Stream};

use super::answer::answer;
use super::context::Until;

/// The fields that a feature has in a root.
pub struct Fields {
    described: fn(&mut Registry) -> MetaType,
    resolve: for<'c> fn(&'c Context<'c>) -> Resolving<'c>,
}

type Resolving<'c> = Pin<Box<dyn Future<Output = ServerResult<Option<Value>>> + Send + 'c>>;

impl Fields {
    /// Those of an object without state.
    pub const fn of<T: ObjectType + Default>() -> Self {
        Self {
            described: |registry| registry.create_fake_output_type::<T>(),
            resolve: |ctx| Box::pin(async move { T::default().resolve_field(ctx).await }),
        }
    }

    fn list(&self, registry: &mut Registry) -> impl Iterator<Item = (String, MetaField)> + use<> {
        let fields = match (self.described)(registry) {
            MetaType::Object { fields, .. } => fields,
            _ => Default::default(),
        };
        fields.into_iter()
    }
}

/// Which root.
pub trait Kind: Send + Sync + 'static {
    /// Its name in the schema.
    const NAME: &'static str;
    /// Its description there.
    const DESCRIPTION: &'static str;
    /// Whether it is the root of subscriptions.
    const STREAMS: bool = false;
    /// What the features have in it.
    const FEATURES: &'static [Fields];
}

/// A root object.
pub struct Root<K> {
    /// By the name of a field: its feature, and what is declared of it.
    fields: HashMap<String, (&'static Fields, Option<&'static Operation>)>,
    kind: PhantomData<K>,
}

impl<K: Kind> Default for Root<K> {
    fn default() -> Self {
        let mut registry = Registry::default();
        let mut fields = HashMap::new();
        for feature in K::FEATURES {
            for (name, _) in feature.list(&mut registry) {
                let declared = operation(&name).filter(|operation| operation.rule.is_some());
                fields.insert(name, (feature, declared));
            }
        }
        Self { fields, kind: PhantomData }
    }
}

impl<K: Kind> ContainerType for Root<K> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        match answer(ctx, async { self.admitted(ctx) }).await {
            Ok(feature) => (feature.resolve)(ctx).await,
            Err(error) => Err(ctx.set_error_path(error.into_server_error(ctx.item.pos))),
        }
    }
}

impl<K: Kind> Root<K> {
    /// The feature of a field, for callers that its declaration admits. A field without a rule does not run at all.
    fn admitted(&self, ctx: &Context<'_>) -> Outcome<&'static Fields> {
        let name = ctx.field().name();
        if name.starts_with("__") {
            // async-graphql answers these itself where the schema is shown.
            return Err(Invalid::new(
                "query",
                ("不能在此查询接口结构", "asks for the schema, which is not shown here"),
            )
            .into());
        }
        if ctx.data_unchecked::<Until>().0 <= Instant::now() {
            // The client was told that it took too long. What had begun goes on; nothing more begins.
            return Err(Failure::Unavailable("a request took too long".into()));
        }
        let Some((feature, Some(declared))) = self.fields.get(name) else {
            return Err(Failure::Broken(format!("{name} is declared by no feature").into()));
        };
        declared.must_admit(ctx.data_unchecked::<Option<Viewer>>().as_ref())?;
        Ok(feature)
    }
}

impl<K: Kind> OutputType for Root<K> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(K::NAME)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |registry| MetaType::Object {
            name: K::NAME.to_owned(),
            description: Some(K::DESCRIPTION.to_owned()),
            fields: K::FEATURES.iter().flat_map(|feature| feature.list(registry)).collect(),
            cache_control: CacheControl::default(),
            extends: false,
            shareable: false,
            resolvable: true,
            keys: None,
            visible: None,
            inaccessible: false,
            interface_object: false,
            tags: Vec::new(),
            is_subscription: K::STREAMS,
            rust_typename: Some(std::any::type_name::<Self>()),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _field: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl<K: Kind> ObjectType for Root<K> {}

/// A subscription is answered once, with what is so now; the hub runs it again when that has changed. So its
/// fields are those of an object, and follow the same rules.
impl<K: Kind> SubscriptionType for Root<K> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(K::NAME)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Self as OutputType>::create_type_info(registry)
    }

    fn create_field_stream<'a>(
        &'a self,
        ctx: &'a Context<'_>,
    ) -> Option<Pin<Box<dyn Stream<Item = Response> + Send + 'a>>> {
        Some(Box::pin(stream::once(async move {
            let name = ctx.item.node.response_key().node.clone();
            let mut response = match self.resolve_field(ctx).await {
                // None of these fields can be null: where one is, something in it failed that must not be null either.
                Ok(None | Some(Value::Null)) => Response::default(),
                Ok(Some(value)) => Response::new(Value::Object([(name, value)].into_iter().collect())),
                Err(error) => Response::from_errors(vec![error]),
            };
            response.errors.append(&mut ctx.query_env.errors.lock().unwrap_or_else(PoisonError::into_inner));
            response
        })))
    }
}
