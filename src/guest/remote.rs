//! What is at the other end of a connection: which pages a web server has, whether it speaks TLS, and
//! the certificate it shows.

use crate::cloud::World;
use crate::cloud::internet::{Host, Page, Service};
use crate::sim::service;
use crate::sim::trace::Place;
use std::net::IpAddr;
use std::time::Duration;

/// The other end of a connection.
#[derive(Clone, Debug)]
pub struct Remote<'w> {
    world: &'w World,
    place: Place,
}

/// A response of a web server, before it is put into a protocol's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// What the server calls itself.
    pub server: String,
    /// Header lines of its own, name and value.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
    /// How long the server works on it.
    pub delay: Duration,
}

impl<'w> Remote<'w> {
    /// Who is at a place.
    pub fn at(world: &'w World, place: &Place) -> Self {
        Self { world, place: place.clone() }
    }

    /// Whether TLS is spoken on a port.
    pub fn speaks_tls(&self, port: u16) -> bool {
        match &self.place {
            Place::Host(name) => port == 443 && self.offers(name, Service::Https),
            Place::LoadBalancer(_) | Place::Instance(_) => port == 443,
            _ => false,
        }
    }

    /// Whether HTTP is spoken on a port, inside TLS or in the open.
    pub fn speaks_http(&self, port: u16) -> bool {
        match &self.place {
            Place::Host(name) => match port {
                80 => self.offers(name, Service::Http),
                443 => self.offers(name, Service::Https),
                _ => false,
            },
            Place::LoadBalancer(_) | Place::Metadata => true,
            Place::Instance(_) => port != 22,
            _ => false,
        }
    }

    fn offers(&self, name: &str, service: Service) -> bool {
        self.host(name).is_some_and(|host| host.services.contains(&service))
    }

    fn host(&self, name: &str) -> Option<&'w Host> {
        self.world.internet.hosts.iter().find(|host| host.name == *name)
    }

    /// The name in the certificate that is shown to somebody who asked for `host`. It is made for
    /// names: whoever asks by address sees the server's own name.
    pub fn certificate_for(&self, host: &str) -> String {
        if host.parse::<IpAddr>().is_err() {
            return host.to_ascii_lowercase();
        }
        match &self.place {
            Place::Host(name) => name.clone(),
            place => crate::sim::path::name(self.world, place),
        }
    }

    /// The answer to a request for `path` from `client`, the address that the server sees.
    pub fn respond(&self, path: &str, client: IpAddr) -> Response {
        let bare = path.split('?').next().unwrap_or(path);
        match &self.place {
            Place::LoadBalancer(_) | Place::Host(_) => match service::page(self.world, &self.place, bare) {
                Some(page) => self.page(&page, client),
                None => self.plain(404, "<html><body><h1>404 Not Found</h1></body></html>\n"),
            },
            Place::Metadata => self.plain(401, "<html><body><h1>401 - Unauthorized</h1></body></html>\n"),
            _ => self.plain(200, "<html><body><h1>It works!</h1></body></html>\n"),
        }
    }

    /// Where a site that has both sends those who come without TLS, as nearly all sites do; none
    /// where it answers them.
    pub fn sends_to_tls(&self, port: u16, url_behind_scheme: &str) -> Option<Response> {
        let Place::Host(name) = &self.place else { return None };
        let both = port == 80 && self.offers(name, Service::Https);
        let location = vec![("Location", format!("https://{url_behind_scheme}"))];
        both.then(|| Response { headers: location, ..self.plain(301, "") })
    }

    /// What a server says to plain HTTP on its TLS port.
    pub fn wants_tls(&self) -> Response {
        self.plain(400, "<html><body><h1>400 The plain HTTP request was sent to HTTPS port</h1></body></html>\n")
    }

    fn page(&self, page: &Page, client: IpAddr) -> Response {
        let location = page.location.clone().map(|location| ("Location", location));
        Response {
            headers: location.into_iter().collect(),
            delay: Duration::from_secs(page.delay.into()),
            ..self.plain(page.status, &service::body(page, client))
        }
    }

    fn plain(&self, status: u16, body: &str) -> Response {
        let server = match &self.place {
            Place::Host(name) => self.host(name).map_or("nginx", |host| &host.server),
            Place::Metadata => "EC2ws",
            _ => "nginx",
        };
        let server = server.to_owned();
        Response { status, server, headers: Vec::new(), body: body.to_owned(), delay: Duration::ZERO }
    }
}
