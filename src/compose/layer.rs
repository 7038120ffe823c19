//! What files say of services, one laid over another.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::document::{Attribute, Definition, line};
use super::environment::Environment;
use super::serving::{Lenient, WrittenPort};
use super::{Image, Port, Service};

/// What files say of all services.
#[derive(Default)]
pub struct Layers(BTreeMap<String, Attribute<Layer>>);

/// What files say of one service.
#[derive(Clone)]
pub struct Layer {
    image: Attribute<Image>,
    build: Attribute<()>,
    is_provided: bool,
    profiles: Vec<String>,
    container_name: Attribute<()>,
    ports: Attribute<Vec<Port>>,
    health_check: Attribute<Option<String>>,
    file: Rc<str>,
}

impl Layers {
    /// Lays what another file says of a service over what is known of it.
    pub fn lay(&mut self, name: String, over: Attribute<Layer>) {
        let below = self.0.remove(&name).unwrap_or_default();
        let both = match (over, below) {
            (Attribute::Set(over), Attribute::Set(below)) => Attribute::Set(over.over(below)),
            (over, below) => over.over(below),
        };
        self.0.insert(name, both);
    }

    /// Lays all that others say over this.
    pub fn lay_all(&mut self, over: Self) {
        for (name, layer) in over.0 {
            self.lay(name, layer);
        }
    }

    pub fn into_services(self) -> BTreeMap<String, Service> {
        self.0.into_iter().filter_map(|(name, layer)| Some((name, layer.value()?.into_service()))).collect()
    }
}

impl Layer {
    pub fn of(definition: &Definition, file: &Rc<str>, environment: &Rc<Environment>) -> Self {
        let image = definition.image.as_ref().map(|image| Image {
            written: image.value.clone(),
            file: file.clone(),
            line: line(image),
            environment: environment.clone(),
        });
        Self {
            image,
            build: definition.build.as_ref().map(|_| ()),
            is_provided: definition.provider.is_some(),
            profiles: definition.profiles.clone().unwrap_or_default(),
            container_name: definition.container_name.as_ref().map(|_| ()),
            ports: definition.ports.as_ref().map(|ports| {
                let ports = ports.known().into_iter().flatten().filter_map(Lenient::known);
                ports.map(WrittenPort::read).collect()
            }),
            health_check: definition.healthcheck.as_ref().map(|check| check.known()?.command()),
            file: file.clone(),
        }
    }

    /// Lays this over another: what is said here counts, the rest is taken over.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        let mut profiles = self.profiles;
        profiles.extend(below.profiles);
        profiles.sort_unstable();
        profiles.dedup();
        Self {
            image: self.image.over(below.image),
            build: self.build.over(below.build),
            is_provided: self.is_provided || below.is_provided,
            profiles,
            container_name: self.container_name.over(below.container_name),
            ports: joined(self.ports, below.ports),
            health_check: self.health_check.over(below.health_check),
            file: self.file,
        }
    }

    fn into_service(self) -> Service {
        Service {
            image: self.image.value(),
            has_build: self.build.value().is_some(),
            is_provided: self.is_provided,
            profiles: self.profiles,
            is_single: self.container_name.value().is_some(),
            ports: self.ports.value().unwrap_or_default(),
            health_check: self.health_check.value().flatten(),
            file: self.file,
        }
    }
}

/// Files add ports to those of others.
fn joined(over: Attribute<Vec<Port>>, below: Attribute<Vec<Port>>) -> Attribute<Vec<Port>> {
    match (over, below) {
        (Attribute::Set(over), Attribute::Set(mut ports)) => {
            ports.extend(over);
            Attribute::Set(ports)
        }
        (over, below) => over.over(below),
    }
}
