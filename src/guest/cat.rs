//! `cat`: the few files of the guest that tell of its network.

use super::Stream;
use super::machine::Machine;
use super::process::{Exit, Process};

/// What a file holds, on this machine.
type Contents = fn(&Machine<'_>) -> String;

/// The files there are.
const FILES: [(&str, Contents); 6] = [
    ("/etc/resolv.conf", resolv_conf),
    ("/etc/hosts", hosts),
    ("/etc/hostname", |machine| format!("{}.{}\n", machine.host_name(), machine.domain())),
    ("/etc/os-release", |_| OS_RELEASE.to_owned()),
    ("/etc/system-release", |_| "Amazon Linux release 2023.9.20251117 (Amazon Linux)\n".to_owned()),
    ("/etc/nsswitch.conf", |_| "hosts:      files myhostname resolve [!UNAVAIL=return] dns\n".to_owned()),
];

const OS_RELEASE: &str = "\
NAME=\"Amazon Linux\"
VERSION=\"2023\"
ID=\"amzn\"
ID_LIKE=\"fedora\"
VERSION_ID=\"2023\"
PLATFORM_ID=\"platform:al2023\"
PRETTY_NAME=\"Amazon Linux 2023.9.20251117\"
ANSI_COLOR=\"0;33\"
CPE_NAME=\"cpe:2.3:o:amazon:amazon_linux:2023\"
HOME_URL=\"https://aws.amazon.com/linux/amazon-linux-2023/\"
VENDOR_NAME=\"AWS\"
";

fn resolv_conf(machine: &Machine<'_>) -> String {
    let mut text = String::from("# Generated from what DHCP and the router told.\n");
    for server in machine.name_servers() {
        text.push_str(&format!("nameserver {server}\n"));
    }
    text.push_str(&format!("search {}\n", machine.domain()));
    text
}

fn hosts(_: &Machine<'_>) -> String {
    "127.0.0.1   localhost localhost.localdomain localhost4 localhost4.localdomain4\n\
     ::1         localhost6 localhost6.localdomain6\n"
        .to_owned()
}

/// Runs `cat`.
pub fn run(process: &mut Process<'_>, arguments: &[String]) -> Exit {
    let mut exit = Exit::OK;
    for name in arguments {
        if name.starts_with('-') && name.len() > 1 {
            let letter = name.trim_start_matches('-');
            process.err(format!("cat: invalid option -- '{letter}'\nTry 'cat --help' for more information."));
            return Exit::usage(1);
        }
        match FILES.iter().find(|(path, _)| path == name) {
            Some((_, read)) => {
                let text = read(&process.machine);
                process.output.push(Stream::Out, text);
            }
            None => {
                let why = if is_folder(name) { "Is a directory" } else { "No such file or directory" };
                process.err(format!("cat: {name}: {why}"));
                exit = Exit::usage(1);
            }
        }
    }
    exit
}

fn is_folder(name: &str) -> bool {
    matches!(name, "/" | "/etc" | "/etc/" | "." | "..")
}
