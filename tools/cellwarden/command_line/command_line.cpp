#include "tools/cellwarden/command_line/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "dsp/capture/recording.hpp"
#include "firmware-config/settings.hpp"
#include "tools/cellwarden/command_line/flags.hpp"
#include "tools/cellwarden/command_line/towers_commands.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/place_and_time/gpsd_messages.hpp"

namespace cellwarden::tools {
namespace {

constexpr std::array<SettingFlag, 5> kJudgeFlags{{
    {"--towers", "towers", "FILE", "known towers, OpenCelliD columns (repeatable)"},
    {"--baseline", "baseline", "FILE", "what this site heard before, made with --learn"},
    {"--site", "site", "NAME", "name of this place"},
    {"--sensor", "sensor", "NAME", "name of this receiver, in every record"},
    {"--lang", "output.lang", "en", "language of text output"},
}};

constexpr std::array<SettingFlag, 5> kReceiverFlags{{
    {"--rat", "receiver.rat", "gsm|lte|auto", "radio standard to receive; auto: all that may be there"},
    {"--search", "receiver.search", "normal|deep|auto", "how much signal is searched for new cells"},
    {"--max-offset", "receiver.max_offset_hz", "HZ", "search only this far from the centre"},
    {"--threads", "receiver.threads", "N", "0: as many as the processor has; results do not depend on it"},
    {"--dwell", "receiver.dwell_s", "S", "length of one measurement"},
}};

constexpr std::array<SettingFlag, 1> kPpmFlag{{
    {"--ppm", "receiver.ppm", "PPM", "known clock error of the radio"},
}};

constexpr std::array<SettingFlag, 5> kDeviceFlags{{
    {"--device", "device.args", "ARGS",
     "the radio, as `cellwarden devices` prints it; else the one there is. Repeat it for several at once"},
    {"--center", "device.center_hz", "HZ", "middle of the window: 806M, 1.8425G, 806000000"},
    {"--rate", "device.rate_hz", "HZ", "samples a second: 1.92M, 2.4M, 19.2M; else the radio's usual"},
    {"--gain", "device.gain", "DB", "all together (32) or each (LNA=24,VGA=20,AMP=0); else gain control"},
    {"--antenna", "device.antenna", "NAME", "port of the radio"},
}};

constexpr std::array<SettingFlag, 1> kSensorFlag{{
    {"--sensor", "sensor", "NAME", "name of this receiver, in the recording's header"},
}};

constexpr std::array<SettingFlag, 2> kRecordFlags{{
    {"--key", "record.public_key", "FILE.pub", "the public key to encrypt to"},
    {"--max-size", "record.max_bytes", "BYTES", "end when it is this large: 500M, 4G (the default)"},
}};

constexpr std::array<SettingFlag, 1> kPrivateKeyFlag{{
    {"--key", "record.private_key", "FILE", "the private key that opens encrypted recordings"},
}};

constexpr std::array<SettingFlag, 1> kSurveyFlags{{
    {"--bands", "survey.bands", "COUNTRY",
     "go round a country's bands: de, gb, us, ..., world; or a plan's file"},
}};

/// Help within kTextWidth, descriptions wrapped.
class NarrowHelp final : public CLI::Formatter {
 public:
  NarrowHelp() { column_width(30); }

  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    std::string out;
    std::string head = "  " + make_option_name(option, is_positional) + make_option_opts(option);
    if (display_width(head) >= get_column_width()) {
      out = std::exchange(head, std::string()) + "\n";
    }
    head.resize(get_column_width(), ' ');
    return out + paragraph(head, make_option_desc(option));
  }
};

const Formats kPlainFormats{"text, json, each with :FILE",
                            "text|json[:FILE]",
                            "text or json, on stdout or to a file (repeatable)",
                            {OutputFormat::kJson}};
const Formats kJudgeFormats{"text, json, each with :FILE, and pcap:FILE",
                            "text|json[:FILE]|pcap:FILE",
                            "text or json, on stdout or to a file; pcap: broadcast messages for "
                            "Wireshark, never paging or assignments "
                            "(repeatable)",
                            {OutputFormat::kJson, OutputFormat::kPcap}};

void add_fail_on(CLI::App& app, Invocation& out) {
  app.add_option_function<std::string>(
         "--fail-on",
         [&out](const std::string& text) {
           for (const auto level :
                {detector::Level::kWatch, detector::Level::kSuspect, detector::Level::kAlert}) {
             if (text == detector::to_string(level)) {
               out.fail_on = level;
               return;
             }
           }
           refuse("--fail-on", fmt::format("\"{}\" is not allowed; allowed: watch, suspect, alert", text));
         },
         "exit with 3 when an incident reached this level")
      ->type_name("watch|suspect|alert");
}

void add_converter(CLI::App& app, Invocation& out) {
  app.add_flag_callback(
      "--converter",
      [&out] {
        out.overrides.push_back({"--converter", "receiver.converter", {"true"}});
      },
      "a frequency converter is in use: carrier and sample clock are unrelated");
}

/// Its value may be left out.
void add_gpsd(CLI::App& app, Invocation& out) {
  app.add_option_function<std::string>(
         "--gpsd",
         [&out](const std::string& value) {
           out.overrides.push_back({"--gpsd", "position.gpsd", {value}});
         },
         "ask gpsd where this is; without a value the one on this computer")
      ->type_name("[HOST:PORT]")
      ->expected(0, 1)
      ->default_str(to_string(GpsdAddress{}))
      ->take_last();
}

void add_sound(CLI::App& app, Invocation& out) {
  auto* const with = app.add_flag_callback(
      "--sound",
      [&out] {
        out.overrides.push_back({"--sound", "output.sound", {"true"}});
      },
      "tones when an incident reaches suspect or alert, and when nothing is heard any more; the default "
      "with the screen");
  auto* const without = app.add_flag_callback(
      "--no-sound",
      [&out] {
        out.overrides.push_back({"--no-sound", "output.sound", {"false"}});
      },
      "none of these");
  without->excludes(with);
}

void add_device(CLI::App& app, Invocation& out) {
  add_setting_flags(app, kDeviceFlags, out);
  app.add_flag_callback(
      "--bias-tee",
      [&out] {
        out.overrides.push_back({"--bias-tee", "device.bias_tee", {"true"}});
      },
      "power over the antenna's cable, for an amplifier there");
}

void add_judging(CLI::App& app, Invocation& out) {
  add_common(app, out);
  add_format(app, kJudgeFormats, out);
  add_setting_flags(app, kJudgeFlags, out);
  add_setting_flags(app, kReceiverFlags, out);
  add_setting_flags(app, kPpmFlag, out);
  add_converter(app, out);
  add_text(app, "--learn", "FILE", out.learn_file, "write what was heard as a baseline, at the end");
  add_text(app, "--log", "FILE", out.log_file, "write an observation log, to be judged again by replay");
  app.add_flag("--messages", out.tells_messages, "tell broadcast messages too, each when new or changed");
  add_fail_on(app, out);
}

constexpr std::string_view kSampleTypes = "cu8, cs8, cs16, cs16be, cs24, cs24in32, cf32";
constexpr double kMaxTime_s = 1e9;

void add_replay(CLI::App& root, Invocation& out) {
  auto& app = *root.add_subcommand("replay", "decode and judge recordings or observation logs");
  app.footer(
      "Examples:\n"
      "  cellwarden replay street.sigmf-meta\n"
      "  cellwarden replay --center 806M --rate 1.92M --type cu8 dump.bin\n"
      "  cellwarden replay --towers cell_towers.csv --baseline square.json recordings/\n"
      "  zstdcat day.zst | cellwarden replay --center 806M --rate 1.92M --type cu8 -\n"
      "  cellwarden replay -F json --log day.jsonl street.sigmf-meta > records.jsonl\n"
      "  cellwarden replay -F json --messages street.sigmf-meta | grep cbch_page\n"
      "  cellwarden replay -F text -F pcap:street.pcapng street.sigmf-meta\n"
      "  cellwarden replay --towers newer.csv day.jsonl     judge the same day again\n"
      "  cellwarden replay --key ~/cellwarden.key street.cwrec\n");
  app.add_option("FILE", out.inputs, "recordings, folders, observation logs (.jsonl), - for standard input")
      ->required()
      ->type_name("");
  add_judging(app, out);
  add_number(app, "--rate", "HZ", {capture::kMinRate_hz, capture::kMaxRate_hz}, out.recording.rate_hz,
             "samples a second of the recording");
  add_number(app, "--center", "HZ", {0, capture::kMaxCenter_hz}, out.recording.center_hz,
             "its middle frequency");
  add_text(app, "--type", "TYPE", out.recording.type,
           "its sample format: cu8, cs8, cs16, cf32, ..., or jsonl");
  add_setting_flags(app, kPrivateKeyFlag, out);
  add_number(app, "--start", "S", {0, kMaxTime_s}, out.recording.start_s, "begin this far into it");
  add_number(app, "--duration", "S", {0, kMaxTime_s}, out.recording.duration_s, "end this long after");
  add_number(app, "--speed", "X", {0.01, 1000}, out.speed, "times real time; without it as fast as it goes");
  app.callback([&out] {
    out.command = Command::kReplay;
    const auto& type = out.recording.type;
    if (type && *type != "jsonl" && !capture::sample_format_named(*type)) {
      refuse("--type", fmt::format("\"{}\" is not allowed; allowed: {}, jsonl", *type, kSampleTypes));
    }
  });
}

void add_watch(CLI::App& root, Invocation& out) {
  auto& app = *root.add_subcommand("watch", "keep watching, live: a country's bands in turn, or one window");
  app.footer(
      "On a terminal it has a screen: state, incidents, cells; ? explains it, q ends.\n"
      "Elsewhere, and with --plain, it writes a line for each event.\n"
      "Ctrl-C ends it with a summary; a second Ctrl-C ends it at once.\n"
      "Examples:\n"
      "  cellwarden watch --device driver=rtlsdr --bands de\n"
      "  cellwarden watch --device driver=hackrf --rate 20M --bands gb --rat gsm\n"
      "  cellwarden watch --bands de --device driver=rtlsdr,serial=1 \\\n"
      "      --device 'driver=hackrf; center_hz=947.4M; rate_hz=10M'\n"
      "  cellwarden watch --device driver=rtlsdr --center 806M --rate 1.92M\n"
      "  cellwarden watch --device driver=hackrf --center 1842.5M --rate 19.2M \\\n"
      "      --gain LNA=24,VGA=20,AMP=0 --towers cell_towers.csv -F json:day.jsonl\n"
      "  cellwarden watch --device driver=hackrf --center 947M --gpsd -F json:a.jsonl\n"
      "  cellwarden watch --device driver=playback,path=street.sigmf-meta\n"
      "  cellwarden watch --device driver=playback,path=street.sigmf-meta --messages\n"
      "  cellwarden watch --device driver=rtlsdr --bands de --no-sound\n"
      "  cellwarden watch --device driver=rtlsdr --bands de --plain | tee day.txt\n"
      "  cellwarden watch --device driver=rtlsdr --center 947.2M --rate 1M -F pcap:- |\n"
      "      wireshark -k -i -\n");
  add_judging(app, out);
  add_device(app, out);
  add_setting_flags(app, kSurveyFlags, out);
  add_gpsd(app, out);
  add_number(app, "--duration", "S", {0, kMaxTime_s}, out.recording.duration_s,
             "end after this long, losses included");
  app.add_flag("--plain", out.is_plain, "lines also on a terminal, no screen");
  add_sound(app, out);
  app.callback([&out] { out.command = Command::kWatch; });
}

void add_scan(CLI::App& root, Invocation& out) {
  auto& app = *root.add_subcommand("scan", "go round a country's bands once: a table of cells");
  app.footer(
      "With --plan nothing is received: what each band adds to the time of a round,\n"
      "and for how long a transmitter could be on the air unheard, by what is known of\n"
      "such a radio; it need not be there.\n"
      "Examples:\n"
      "  cellwarden scan --device driver=rtlsdr --bands de\n"
      "  cellwarden scan --device driver=rtlsdr --bands de --rat gsm -F json\n"
      "  cellwarden scan --plan --bands de --rate 2.4M\n");
  add_judging(app, out);
  add_device(app, out);
  add_setting_flags(app, kSurveyFlags, out);
  add_gpsd(app, out);
  add_number(app, "--duration", "S", {0, kMaxTime_s}, out.recording.duration_s,
             "end after this long, losses included");
  app.add_flag("--plan", out.wants_plan, "tell what it would take, and receive nothing");
  app.callback([&out] { out.command = Command::kScan; });
}

/// "90s", "30m", "24h", "7d" in seconds.
std::optional<double> parse_keeping(std::string_view text) {
  static constexpr std::array<std::pair<char, double>, 4> kUnits{
      {{'s', 1.0}, {'m', 60.0}, {'h', 3600.0}, {'d', 86400.0}}};
  if (text.empty()) return {};
  const auto unit = std::ranges::find(kUnits, text.back(), &std::pair<char, double>::first);
  if (unit == kUnits.end()) return {};
  text.remove_suffix(1);
  // k, M and G are for frequencies.
  if (text.find_first_not_of("0123456789.") != std::string_view::npos) return {};
  const auto value = config::parse_number(text);
  if (!value) return {};
  return *value * unit->second;
}

void add_keeping(CLI::App& app, Invocation& out) {
  app.add_option_function<std::string>(
         "--keep",
         [&out](const std::string& text) {
           constexpr double kLeast_s = 1;
           constexpr double kMost_s = 366 * 86400.0;
           const auto keep_s = parse_keeping(text);
           if (!keep_s) refuse("--keep", fmt::format("\"{}\" is no time; write 90s, 30m, 24h or 7d", text));
           if (*keep_s < kLeast_s || *keep_s > kMost_s)
             refuse("--keep", fmt::format("{} is outside 1s to 366d", text));
           out.record.keep_s = *keep_s;
         },
         "delete it after this time: 90s, 30m, 24h (the default), 7d")
      ->type_name("TIME");
}

/// One thing at a time, and all that it needs.
void check_record(const Invocation& out) {
  const RecordFlags& flags = out.record;
  const int tasks = (flags.output ? 1 : 0) + (flags.new_key_file ? 1 : 0) + (flags.purged_folder ? 1 : 0);
  if (tasks > 1) refuse("record", "-o, --new-key and --purge are three tasks; give one of them");
  if (tasks == 0) refuse("record", "-o NAME is needed (or --new-key FILE, or --purge)");
  if (flags.output && !out.recording.duration_s) {
    refuse("record", "--duration S is needed: a recording has an end");
  }
}

void add_record(CLI::App& root, Invocation& out) {
  auto& app = *root.add_subcommand("record", "raw samples to an encrypted file, for a limited time");
  app.footer(
      "Holds all that is on the air in the window, subscribers' signals too. Says so\n"
      "before it begins, and for how long. Ctrl-C ends it; what was recorded is kept.\n"
      "Without --gain the radio's usual gain stays as it is: no gain control.\n"
      "Examples:\n"
      "  cellwarden record --new-key ~/cellwarden.key\n"
      "  cellwarden record --device driver=rtlsdr --center 806M --duration 60 \\\n"
      "      --key ~/cellwarden.key.pub -o street\n"
      "  cellwarden record --device driver=hackrf --center 947M --rate 20M \\\n"
      "      --duration 30 --keep 7d --max-size 2G --key lab.pub -o band\n"
      "  cellwarden record --purge recordings/\n"
      "  cellwarden replay --key ~/cellwarden.key street.cwrec\n");
  add_common(app, out);
  add_device(app, out);
  add_setting_flags(app, kPpmFlag, out);
  add_setting_flags(app, kSensorFlag, out);
  add_text(app, "-o,--output", "NAME", out.record.output, "the recording: NAME.cwrec");
  add_number(app, "--duration", "S", {0.01, kMaxTime_s}, out.recording.duration_s,
             "end after so many seconds; at most record.max_s (600)");
  add_keeping(app, out);
  add_setting_flags(app, kRecordFlags, out);
  add_text(app, "--log-file", "FILE", out.record.log_file,
           "log of what was recorded and deleted; else recordings.jsonl in the user's state folder");
  add_text(app, "--new-key", "FILE", out.record.new_key_file,
           "make a key pair, FILE (private) and FILE.pub, and end");
  app.add_option_function<std::string>(
         "--purge", [&out](const std::string& folder) { out.record.purged_folder = folder; },
         "delete recordings that are past their time in this folder, and end")
      ->type_name("[FOLDER]")
      ->expected(0, 1)
      ->default_str(".")
      ->take_last();
  app.callback([&out] {
    out.command = Command::kRecord;
    check_record(out);
  });
}

void add_devices(CLI::App& root, Invocation& out) {
  auto& app = *root.add_subcommand("devices", "radios found, and what each can do");
  app.footer(
      "Examples:\n"
      "  cellwarden devices\n"
      "  cellwarden devices -F json\n");
  add_common(app, out);
  add_format(app, kPlainFormats, out);
  app.callback([&out] { out.command = Command::kDevices; });
}

void add_doctor(CLI::App& root, Invocation& out) {
  auto& app = *root.add_subcommand("doctor", "is this set-up ready? each part, its state, and the next step");
  app.footer(
      "Listens for two seconds where a radio is named, and keeps nothing.\n"
      "Exit: 0 nothing is broken, 1 something is.\n"
      "Examples:\n"
      "  cellwarden doctor\n"
      "  cellwarden doctor --device driver=rtlsdr --center 947.2M --gain 32\n"
      "  cellwarden doctor -c site.yaml -F json\n");
  add_common(app, out);
  add_format(app, kPlainFormats, out);
  add_setting_flags(app, kJudgeFlags, out);
  add_device(app, out);
  add_gpsd(app, out);
  add_setting_flags(app, kPpmFlag, out);
  app.callback([&out] { out.command = Command::kDoctor; });
}

void add_rules(CLI::App& root, Invocation& out) {
  auto& app = *root.add_subcommand("rules", "every rule: what it sees, when it is wrong");
  app.footer(
      "Examples:\n"
      "  cellwarden rules\n"
      "  cellwarden rules RF01\n"
      "  cellwarden rules --towers cell_towers.csv --baseline square.json\n");
  app.add_option("ID", out.inputs, "one rule, by id or name")->expected(0, 1)->type_name("");
  add_common(app, out);
  add_format(app, kPlainFormats, out);
  add_setting_flags(app, kJudgeFlags, out);
  app.callback([&out] { out.command = Command::kRules; });
}

void add_config(CLI::App& root, Invocation& out) {
  auto& app = *root.add_subcommand("config", "check a configuration, or show the one in force");
  app.require_subcommand(1);
  auto& check = *app.add_subcommand("check", "every error of a configuration file at once");
  check.footer("Example:\n  cellwarden config check site.yaml\n");
  check.add_option("FILE", out.inputs, "file to check; else the one in force")->expected(0, 1)->type_name("");
  add_common(check, out);
  check.callback([&out] { out.command = Command::kConfigCheck; });
  auto& show = *app.add_subcommand("show", "every setting, its value, and where that came from");
  show.footer("Example:\n  cellwarden config show -c site.yaml --search deep\n");
  add_common(show, out);
  add_format(show, kPlainFormats, out);
  add_setting_flags(show, kJudgeFlags, out);
  add_setting_flags(show, kReceiverFlags, out);
  add_setting_flags(show, kPpmFlag, out);
  add_gpsd(show, out);
  add_device(show, out);
  add_setting_flags(show, kSurveyFlags, out);
  add_converter(show, out);
  show.callback([&out] { out.command = Command::kConfigShow; });
}

/// The deepest subcommand that was asked for.
const CLI::App& asked_for(const CLI::App& app) {
  const auto below = app.get_subcommands();
  return below.empty() ? app : asked_for(*below.front());
}

std::string full_name(const CLI::App& app) {
  const CLI::App* const parent = app.get_parent();
  return parent == nullptr ? app.get_name() : fmt::format("{} {}", full_name(*parent), app.get_name());
}

/// CLI11's messages may hold several lines; only what is wrong is wanted.
std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

/// CLI11 only says that a command is missing where one was misspelt; nothing when that is not so.
std::string misspelt_command(const CLI::App& root, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return {};
  std::vector<std::string> known;
  for (const auto* const command : root.get_subcommands({})) known.push_back(command->get_name());
  if (std::ranges::find(known, argv[1]) != known.end()) return {};
  const auto near = config::nearest_name(argv[1], known);
  return printable(fmt::format(
      "there is no command \"{}\"; {}", argv[1],
      near ? fmt::format("did you mean {}?", *near) : fmt::format("there are {}", fmt::join(known, ", "))));
}

/// CLI11 names what is missing before what it did not know; nothing when every option is known.
std::string misspelt_option(const CLI::App& asked) {
  for (const std::string& word : asked.remaining()) {
    if (word.size() < 2 || word.front() != '-') continue;
    std::vector<std::string> known;
    for (const auto* const option : asked.get_options()) {
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    }
    const std::string option = word.substr(0, word.find('='));
    const auto near = config::nearest_name(option, known);
    return printable(fmt::format("there is no option {}{}", option,
                                 near ? fmt::format("; did you mean {}?", *near) : std::string()));
  }
  return {};
}

Finished end_with(const CLI::App& root, const CLI::ParseError& error, const std::string& unknown_command) {
  if (error.get_exit_code() == 0) return {root.exit(error) == 0 ? kRan : kFailed};
  std::string what = unknown_command.empty() ? misspelt_option(asked_for(root)) : unknown_command;
  complain(what.empty() ? printable(first_line(error.what())) : what);
  tell(fmt::format("See `{} --help`.", full_name(asked_for(root))));
  return {kBadUsage};
}

}  // namespace

std::variant<Invocation, Finished> read_command_line(int argc, char** argv) {
  Invocation out;
  CLI::App root("Passive detection of fake base stations with ordinary radios.\nIt never transmits.",
                "cellwarden");
  root.formatter(std::make_shared<NarrowHelp>());
  root.set_version_flag("--version", "cellwarden " CELLWARDEN_VERSION);
  root.require_subcommand(1);
  root.footer(
      "Exit: 0 it ran, 1 it failed, 2 bad usage, 3 --fail-on was reached.\n"
      "`cellwarden COMMAND --help` has examples for each.");
  add_replay(root, out);
  add_watch(root, out);
  add_scan(root, out);
  add_record(root, out);
  add_devices(root, out);
  add_doctor(root, out);
  add_rules(root, out);
  add_towers(root, out);
  add_config(root, out);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return end_with(root, error, misspelt_command(root, argc, argv));
  }
  if (out.outputs.empty()) out.outputs.push_back({});
  return out;
}

}  // namespace cellwarden::tools
