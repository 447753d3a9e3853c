//! The sockets of the room: where notes join the stage, and how they find it. Every peer has threads of its
//! own, which sleep until something comes; the stage never waits for any of them. A slow peer misses what is
//! old, a lost one is forgotten, and what one says wrongly ends that one only.

use super::door::{Door, code};
use super::hall::Joining;
use super::queue::{Queue, hold};
use super::wire::{Lines, PROTOCOL, Say, Seen, Tell, Why, Wish, read, write};
use crate::tui::terminal::Input;
use anyhow::{Context, Result, bail, ensure};
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Who may be there at once, in or at the door.
const PEERS: usize = 16;
/// Wishes that wait for the stage; more are not taken.
const WISHES: usize = 8;
/// How long somebody may stand in the door.
const AT_THE_DOOR: Duration = Duration::from_secs(10);
/// How long a peer may take for a line that is sent to it.
const SLOWEST: Duration = Duration::from_secs(5);

/// What comes from a room's socket.
#[derive(Debug)]
pub enum Event {
    /// Notes ask for something.
    Wish(Wish),
    /// Somebody has joined or left.
    Peers,
    /// The stage has said something.
    Told(Tell),
    /// The stage is gone.
    Gone,
}

/// The room of a stage; it is closed when this is dropped.
pub struct Host {
    shared: Arc<Shared>,
    elsewhere: Vec<String>,
}

/// What all threads know.
struct Shared {
    door: Mutex<Door>,
    peers: Mutex<Vec<Arc<Queue>>>,
    /// What the hall sees, for those who join now.
    last: Mutex<Option<Arc<[u8]>>>,
    /// Who is in or at the door.
    present: AtomicUsize,
    wishes: AtomicUsize,
    since: Instant,
    stage: Sender<Input>,
    /// The socket of this machine and the note for its user.
    here: Option<Here>,
}

/// Where notes of the same user find the stage.
struct Here {
    socket: PathBuf,
    note: PathBuf,
}

/// The note for the same user.
#[derive(serde::Serialize, serde::Deserialize)]
struct Note {
    socket: PathBuf,
    code: String,
}

/// A code nobody can guess.
fn new_code() -> String {
    let mut random = [0; 8];
    // Without it there is no code either, and so nobody gets in.
    if getrandom::fill(&mut random).is_err() {
        return String::new();
    }
    code(random)
}

impl Host {
    /// Opens the room: a socket in a private folder, and one at each address.
    pub fn open(folder: Option<&Path>, addresses: &[SocketAddr], stage: Sender<Input>) -> Result<Self> {
        let first = new_code();
        ensure!(!first.is_empty(), "the system gives no random numbers for a code");
        let here = folder.map(here).transpose()?;
        let shared = Arc::new(Shared {
            door: Mutex::new(Door::new(first)),
            peers: Mutex::default(),
            last: Mutex::default(),
            present: AtomicUsize::new(0),
            wishes: AtomicUsize::new(0),
            since: Instant::now(),
            stage,
            here,
        });
        if let Some(here) = &shared.here {
            sweep(folder.unwrap_or(Path::new(".")));
            local::listen(&here.socket, Arc::clone(&shared))?;
            shared.leave_note()?;
        }
        let mut elsewhere = Vec::new();
        for address in addresses {
            let listener = TcpListener::bind(address).with_context(|| format!("listen on {address}"))?;
            elsewhere.push(listener.local_addr()?.to_string());
            let shared = Arc::clone(&shared);
            spawn("room", move || {
                for stream in listener.incoming().flatten() {
                    shared.admit(Box::new(stream));
                }
            })?;
        }
        Ok(Self { shared, elsewhere })
    }

    /// How notes join now.
    pub fn joining(&self) -> Joining {
        Joining {
            here: self.shared.here.is_some(),
            elsewhere: self.elsewhere.clone(),
            code: hold(&self.shared.door).code().to_owned(),
            count: hold(&self.shared.peers).len(),
        }
    }

    /// Tells everybody what the hall sees.
    pub fn tell(&self, seen: &Seen) {
        let line: Arc<[u8]> = write(&Tell::Seen(Box::new(seen.clone()))).into();
        *hold(&self.shared.last) = Some(Arc::clone(&line));
        for queue in hold(&self.shared.peers).iter() {
            queue.push(Arc::clone(&line));
        }
    }

    /// The stage has taken a wish.
    pub fn wish_taken(&self) {
        self.shared.wishes.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(here) = &self.shared.here {
            std::fs::remove_file(&here.note).ok();
            std::fs::remove_file(&here.socket).ok();
        }
        hold(&self.shared.peers).iter().for_each(|queue| queue.close());
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name(name.to_owned()).stack_size(256 * 1024).spawn(work).map(drop)
}

impl Shared {
    /// Writes down for the same user where the stage is, and the code.
    fn leave_note(&self) -> Result<()> {
        let Some(here) = &self.here else { return Ok(()) };
        let note = Note { socket: here.socket.clone(), code: hold(&self.door).code().to_owned() };
        let folder = here.note.parent().unwrap_or(Path::new("."));
        // Its owner alone may read it.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec(&note)?)?;
        file.persist(&here.note)?;
        Ok(())
    }

    /// Somebody has come to the door.
    fn admit(self: &Arc<Self>, socket: Box<dyn Socket>) {
        if self.present.fetch_add(1, Ordering::SeqCst) >= PEERS {
            self.present.fetch_sub(1, Ordering::SeqCst);
            // What a new socket is sent has room in it, so this does not wait.
            let mut socket = socket;
            socket.write_all(&write(&Tell::Refused(Why::Full))).ok();
            return;
        }
        let shared = Arc::clone(self);
        let served = spawn("peer", move || {
            // However it ends, it ends for this peer only.
            shared.serve(socket.as_ref()).ok();
            socket.close();
            shared.present.fetch_sub(1, Ordering::SeqCst);
        });
        if served.is_err() {
            self.present.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// Hears a peer until it leaves, or says what is no word of the protocol.
    fn serve(&self, socket: &dyn Socket) -> Result<()> {
        socket.limits(Some(AT_THE_DOOR))?;
        let mut ear = Ear::new(socket.again()?);
        // Also who sends a letter now and then doesn't stand in the door for ever.
        let hello = ear.hear(Some(Instant::now() + AT_THE_DOOR))??;
        let Say::Hello { protocol, code } = read(&hello)? else { bail!("no greeting") };
        let mut mouth = socket.again()?;
        let verdict = if protocol == PROTOCOL {
            hold(&self.door).knock(&code, self.since.elapsed(), new_code)
        } else {
            Err(Why::Protocol)
        };
        if let Err(why) = verdict {
            mouth.write_all(&write(&Tell::Refused(why)))?;
            return Ok(());
        }
        self.leave_note().ok();
        mouth.write_all(&write(&Tell::Welcome { protocol: PROTOCOL }))?;
        socket.limits(None)?;
        let queue = Arc::new(Queue::default());
        if let Some(line) = &*hold(&self.last) {
            queue.push(Arc::clone(line));
        }
        hold(&self.peers).push(Arc::clone(&queue));
        self.stage.send(Input::Room(Event::Peers)).ok();
        let done = self.hear_wishes(&mut ear, (mouth, Arc::clone(&queue)));
        queue.close();
        hold(&self.peers).retain(|other| !Arc::ptr_eq(other, &queue));
        self.stage.send(Input::Room(Event::Peers)).ok();
        done
    }

    fn hear_wishes(&self, ear: &mut Ear, (mut mouth, queue): (Box<dyn Socket>, Arc<Queue>)) -> Result<()> {
        spawn("mouth", move || {
            while let Some(line) = queue.pop() {
                if mouth.write_all(&line).is_err() {
                    break;
                }
            }
            mouth.close();
        })?;
        loop {
            let line = ear.hear(None)??;
            let Say::Go(wish) = read(&line)? else { bail!("a second greeting") };
            if self.wishes.fetch_add(1, Ordering::SeqCst) < WISHES {
                self.stage.send(Input::Room(Event::Wish(wish)))?;
            } else {
                self.wishes.fetch_sub(1, Ordering::SeqCst);
            }
        }
    }
}

/// A connection of either kind.
trait Socket: Read + Write + Send {
    /// The same once more.
    fn again(&self) -> io::Result<Box<dyn Socket>>;
    /// How long to wait for bytes; those that are sent have a limit of their own.
    fn limits(&self, read: Option<Duration>) -> io::Result<()>;
    /// Ends it for everybody who has it.
    fn close(&self);
}

macro_rules! socket {
    ($stream:ty) => {
        impl Socket for $stream {
            fn again(&self) -> io::Result<Box<dyn Socket>> {
                Ok(Box::new(self.try_clone()?))
            }

            fn limits(&self, read: Option<Duration>) -> io::Result<()> {
                self.set_read_timeout(read)?;
                self.set_write_timeout(Some(SLOWEST))
            }

            fn close(&self) {
                self.shutdown(std::net::Shutdown::Both).ok();
            }
        }
    };
}

socket!(TcpStream);

/// Hears lines.
struct Ear {
    socket: Box<dyn Socket>,
    lines: Lines,
    whole: VecDeque<Vec<u8>>,
}

impl Ear {
    fn new(socket: Box<dyn Socket>) -> Self {
        Self { socket, lines: Lines::default(), whole: VecDeque::new() }
    }

    /// The next line, by this time where one is given: of an error of the socket may be said more than of one of
    /// the line.
    fn hear(&mut self, end: Option<Instant>) -> io::Result<Result<Vec<u8>>> {
        let mut bytes = [0; 4096];
        loop {
            if let Some(line) = self.whole.pop_front() {
                return Ok(Ok(line));
            }
            if end.is_some_and(|end| Instant::now() > end) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            let count = match self.socket.read(&mut bytes) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            match self.lines.take(&bytes[..count]) {
                Ok(whole) => self.whole.extend(whole),
                Err(malformed) => return Ok(Err(malformed.into())),
            }
        }
    }
}

/// The stage as its notes see it.
pub struct Link {
    socket: Box<dyn Socket>,
    ear: Option<Ear>,
}

impl Link {
    /// Joins the stage of the same user on this machine.
    pub fn here(folder: &Path) -> Result<Self> {
        let mut notes = left_notes(folder);
        notes.sort_by_key(|(path, _)| std::fs::metadata(path).and_then(|meta| meta.modified()).ok());
        for (_, note) in notes.iter().rev() {
            if let Ok(socket) = local::connect(&note.socket) {
                return Self::greet(socket, &note.code);
            }
        }
        bail!("no stage of yours runs on this machine; start one with `v6dojo present`, or name its address")
    }

    /// Joins the stage at an address.
    pub fn at(address: &str, code: &str) -> Result<Self> {
        let socket = TcpStream::connect(address)
            .with_context(|| format!("reach the stage at {address} (ADDRESS:PORT, as its ? shows it)"))?;
        socket.set_nodelay(true).ok();
        Self::greet(Box::new(socket), code)
    }

    fn greet(socket: Box<dyn Socket>, code: &str) -> Result<Self> {
        socket.limits(Some(AT_THE_DOOR))?;
        let mut mouth = socket.again()?;
        mouth.write_all(&write(&Say::Hello { protocol: PROTOCOL, code: code.to_owned() }))?;
        let mut ear = Ear::new(socket.again()?);
        match read(&ear.hear(None).context("hear the stage's answer")??)? {
            Tell::Welcome { .. } => {}
            Tell::Refused(Why::Code) => bail!("the stage refuses the code; its `?` shows the one that is good now"),
            Tell::Refused(Why::Closed) => bail!("too many wrong codes: wait a second and try again"),
            Tell::Refused(Why::Protocol) => bail!("the stage speaks another version: use the same v6dojo for both"),
            Tell::Refused(Why::Full) => bail!("too many have joined that stage already"),
            Tell::Seen(_) => bail!("the stage does not answer the greeting"),
        }
        socket.limits(None)?;
        Ok(Self { socket, ear: Some(ear) })
    }

    /// Hands on everything that the stage says from now on.
    pub fn listen(&mut self, tell: Sender<Input>) -> io::Result<()> {
        let Some(mut ear) = self.ear.take() else { return Ok(()) };
        spawn("ear", move || {
            while let Ok(Ok(line)) = ear.hear(None) {
                let Ok(told) = read::<Tell>(&line) else { break };
                if tell.send(Input::Room(Event::Told(told))).is_err() {
                    return;
                }
            }
            tell.send(Input::Room(Event::Gone)).ok();
        })
    }

    /// Asks the stage for something; whether it could be said.
    pub fn ask(&mut self, wish: Wish) -> bool {
        self.socket.write_all(&write(&Say::Go(wish))).is_ok()
    }
}

/// The notes that stages have left in their folder.
fn left_notes(folder: &Path) -> Vec<(PathBuf, Note)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let notes = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|it| it == "json"));
    let read = |path: PathBuf| Some((path.clone(), serde_json::from_slice(&std::fs::read(path).ok()?).ok()?));
    notes.filter_map(read).collect()
}

/// Takes away what stages have left that were killed: nobody listens there.
fn sweep(folder: &Path) {
    for (path, note) in left_notes(folder) {
        if local::connect(&note.socket).is_err() {
            std::fs::remove_file(&note.socket).ok();
            std::fs::remove_file(path).ok();
        }
    }
}

/// Makes the private folder, and names what is put into it.
fn here(folder: &Path) -> Result<Here> {
    local::private(folder)?;
    let name = format!("stage-{}", std::process::id());
    Ok(Here { socket: folder.join(format!("{name}.sock")), note: folder.join(format!("{name}.json")) })
}

/// Sockets of this machine.
#[cfg(unix)]
mod local {
    use super::{Duration, SLOWEST, Shared, Socket, io, spawn};
    use anyhow::{Context, Result, ensure};
    use std::fs::{DirBuilder, symlink_metadata};
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::Path;
    use std::sync::Arc;

    socket!(UnixStream);

    /// Makes a folder that nobody else can look into, or makes sure that the one there is such a folder.
    pub fn private(folder: &Path) -> Result<()> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.with_context(|| format!("make the folder {}", folder.display()))?;
        let found = symlink_metadata(folder)?;
        let ours = found.is_dir() && found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 == 0;
        ensure!(ours, "{} must be a folder of yours that nobody else can open (mode 0700)", folder.display());
        Ok(())
    }

    pub fn listen(path: &Path, shared: Arc<Shared>) -> Result<()> {
        std::fs::remove_file(path).ok();
        let listener = UnixListener::bind(path).with_context(|| format!("listen on {}", path.display()))?;
        spawn("room", move || {
            for stream in listener.incoming().flatten() {
                shared.admit(Box::new(stream));
            }
        })?;
        Ok(())
    }

    pub fn connect(path: &Path) -> io::Result<Box<dyn Socket>> {
        Ok(Box::new(UnixStream::connect(path)?))
    }
}

/// There are no such sockets here: notes join by an address.
#[cfg(not(unix))]
mod local {
    use super::{Shared, Socket, io};
    use anyhow::{Result, bail};
    use std::path::Path;
    use std::sync::Arc;

    pub fn private(_folder: &Path) -> Result<()> {
        bail!("this system has no sockets in folders; use --listen 127.0.0.1:0")
    }

    pub fn listen(_path: &Path, _shared: Arc<Shared>) -> Result<()> {
        Ok(())
    }

    pub fn connect(_path: &Path) -> io::Result<Box<dyn Socket>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
