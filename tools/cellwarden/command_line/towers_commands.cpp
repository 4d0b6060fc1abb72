#include "tools/cellwarden/command_line/towers_commands.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>

#include "cell/calendar_date.hpp"
#include "firmware-config/settings.hpp"
#include "tools/cellwarden/command_line/flags.hpp"

namespace cellwarden::tools {
namespace {

constexpr std::array<SettingFlag, 1> kDatabaseFlag{{
    {"--towers", "towers", "FILE", "the database; else the configuration's, else the user's own"},
}};

const Formats kPlain{"text, json, each with :FILE",
                     "text|json[:FILE]",
                     "text or json, on stdout or to a file (repeatable)",
                     {OutputFormat::kJson}};
const Formats kRecords{"text, json, csv, geojson, each with :FILE",
                       "text|json|csv|geojson[:FILE]",
                       "one record a line, or one document; on stdout or to a file (repeatable)",
                       {OutputFormat::kJson, OutputFormat::kCsv, OutputFormat::kGeoJson}};

// A flag whose text is read by `parse`; other text is refused with what is allowed.
template <class Out, class Parse>
void add_parsed(CLI::App& app, const char* flag, const char* value_name, Out& out, Parse parse,
                const char* allowed, const char* meaning) {
  app.add_option_function<std::string>(
         flag,
         [flag, &out, parse, allowed](const std::string& text) {
           const auto value = parse(text);
           if (!value) refuse(flag, fmt::format("\"{}\" is not allowed; allowed: {}", text, allowed));
           out = *value;
         },
         meaning)
      ->type_name(value_name);
}

std::optional<Rat> parse_rat(std::string_view text) {
  for (const Rat rat : {Rat::kGsm, Rat::kUmts, Rat::kLte, Rat::kNr, Rat::kNbIot}) {
    if (text == to_string(rat)) return rat;
  }
  return std::nullopt;
}

// "5km", "800m", "800".
std::optional<double> parse_distance_m(std::string_view text) {
  constexpr double kMost_m = 300e3;
  double factor = 1.0;
  if (text.ends_with("km")) {
    factor = 1000.0;
    text.remove_suffix(2);
  } else if (text.ends_with('m')) {
    text.remove_suffix(1);
  }
  if (text.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  const auto value = config::parse_number(text);
  if (!value || *value <= 0.0 || *value * factor > kMost_m) return std::nullopt;
  return *value * factor;
}

CLI::App& add_one(CLI::App& towers, const char* name, const char* meaning, Command command, Invocation& out) {
  auto& app = *towers.add_subcommand(name, meaning);
  add_common(app, out);
  add_setting_flags(app, kDatabaseFlag, out);
  app.callback([&out, command] { out.command = command; });
  return app;
}

void add_inputs(CLI::App& app, const char* name, const char* meaning, Invocation& out,
                std::optional<int> how_many = {}) {
  auto* const option = app.add_option(name, out.inputs, meaning)->required();
  if (how_many) option->expected(*how_many);
  option->type_name("");
}

void add_network(CLI::App& app, Invocation& out, const char* meaning) {
  add_parsed(app, "--network", "MCC-MNC", out.towers.plmn, parse_plmn, "a network code such as 262-01",
             meaning);
}

void add_most(CLI::App& app, Invocation& out) {
  app.add_option("--most", out.towers.most, "show at most so many records (100)")
      ->type_name("N")
      ->check(CLI::Range(1.0, 1e6));
}

void add_rat(CLI::App& app, Invocation& out) {
  add_parsed(app, "--rat", "gsm|umts|lte|nr|nbiot", out.towers.rat, parse_rat, "gsm, umts, lte, nr, nbiot",
             "of this radio standard only");
}

void add_import(CLI::App& towers, Invocation& out) {
  auto& app = add_one(towers, "import", "read lists into the database", Command::kTowersImport, out);
  app.footer(
      "Lists: OpenCelliD and Mozilla (cell_towers.csv, with or without a header),\n"
      "WiGLE's CSV, GeoJSON, lists of operators in our columns or, by --mapping, in\n"
      "their own, and observation logs (a survey of your own); plain or packed (.gz\n"
      ".zst .xz .bz2). A list takes the place of what its source had; --diff adds to\n"
      "it. The database in use stays as it is until the new one is whole. Interrupted,\n"
      "the same command goes on.\n"
      "Examples:\n"
      "  cellwarden towers import cell_towers.csv.gz --licence 'CC BY-SA 4.0' \\\n"
      "      --attribution OpenCelliD\n"
      "  cellwarden towers import --diff --name cell_towers OCID-diff-2026-11-20.csv.gz\n"
      "  cellwarden towers import --trust operator --date 2026-11-01 operator.csv\n"
      "  cellwarden towers import --mapping example-operator cells.csv\n"
      "  cellwarden towers import --survey --name 'drive of May' drive.jsonl\n"
      "  cellwarden towers import --towers city.sqlite 262.csv.gz 232.csv.gz\n");
  add_inputs(app, "FILE", "lists, - for standard input", out);
  TowersFlags& flags = out.towers;
  add_text(app, "--name", "NAME", flags.name, "of the source; else what the list says, else the file's name");
  add_parsed(app, "--trust", "crowd|survey|regulator|operator", flags.trust, towers::parse_trust,
             "crowd, survey, regulator, operator", "who vouches for it; else what the list says, else crowd");
  add_parsed(app, "--date", "YYYY-MM-DD", flags.date, parse_date, "a day such as 2026-11-01",
             "of when it is; else what the list says, else its newest record");
  add_text(app, "--licence", "TEXT", flags.licence, "under which it may be used; goes with every export");
  add_text(app, "--attribution", "TEXT", flags.attribution, "whom to name; goes with every export");
  add_text(app, "--mapping", "NAME|FILE", flags.mapping_file,
           "how a foreign list's columns are called (docs/formats.md)");
  app.add_flag("--survey", flags.is_survey, "the files are observation logs of your own (watch --log)");
  app.add_flag("--diff", flags.is_diff, "the list tells what is new or changed of its source, not all of it");
}

void add_lookup(CLI::App& towers, Invocation& out) {
  auto& app = add_one(towers, "lookup", "whose is this cell, network, country code, place?",
                      Command::kTowersLookup, out);
  app.footer(
      "Cells are MCC-MNC-CELL or MCC-MNC-AREA-CELL: CI of GSM, RNC*65536+CI of UMTS,\n"
      "ECI of LTE, NCI of NR; enb:N instead of the cell finds all sectors of an eNB.\n"
      "Every source is told by itself.\n"
      "A country code, a network or a place needs no database: national tables tell\n"
      "networks, bands, licensed blocks and standards that ended; outlines tell the\n"
      "country of a place, and whose land is next to it. Of a network the database's\n"
      "cells are counted where there is one. Network codes have two or three digits, as\n"
      "they are written: 310-010 is not 310-10.\n"
      "Examples:\n"
      "  cellwarden towers lookup 262-01-4711-27447297\n"
      "  cellwarden towers lookup 262-01-27447297 --rat lte -F json\n"
      "  cellwarden towers lookup 262-01-enb:107216\n"
      "  cellwarden towers lookup 262\n"
      "  cellwarden towers lookup 262-01 310-010\n"
      "  cellwarden towers lookup 47.546,7.589\n");
  add_inputs(app, "IDENTITY", "MCC, MCC-MNC, MCC-MNC[-AREA]-CELL, or a place: LATITUDE,LONGITUDE", out);
  add_rat(app, out);
  add_most(app, out);
  add_format(app, kRecords, out);
}

void add_near(CLI::App& towers, Invocation& out) {
  auto& app =
      add_one(towers, "near", "what is listed around a place, nearest first", Command::kTowersNear, out);
  app.footer(
      "Examples:\n"
      "  cellwarden towers near 52.5200,13.4050\n"
      "  cellwarden towers near 52.52,13.405 --radius 800m --network 262-01 --rat lte\n"
      "  cellwarden towers near 52.52,13.405 --carrier 806M --physical-id 301\n"
      "  cellwarden towers near 52.52,13.405 -F geojson:around.geojson\n");
  add_inputs(app, "PLACE", "latitude,longitude in degrees", out, 1);
  TowersFlags& flags = out.towers;
  add_parsed(app, "--radius", "DISTANCE", flags.radius_m, parse_distance_m, "1m to 300km",
             "how far around (5km)");
  add_network(app, out, "of this network only, the nearest wherever they are");
  add_rat(app, out);
  add_number(app, "--carrier", "HZ", {1e6, 1e11}, flags.carrier_hz, "on this carrier only: 806M, 947.4M");
  add_number(app, "--physical-id", "N", {0, 1007}, flags.physical_id, "of this BSIC, PSC or PCI only");
  add_most(app, out);
  add_format(app, kRecords, out);
}

void add_export(CLI::App& towers, Invocation& out) {
  auto& app = add_one(towers, "export", "every record, with licence and attribution of its source",
                      Command::kTowersExport, out);
  app.footer(
      "Examples:\n"
      "  cellwarden towers export --name operator -F csv:operator.csv\n"
      "  cellwarden towers export --network 262-01 --rat lte -F geojson:lte.geojson\n");
  add_text(app, "--name", "NAME", out.towers.name, "of this source only");
  add_network(app, out, "of this network only");
  add_rat(app, out);
  add_format(app, kRecords, out);
}

}  // namespace

void add_towers(CLI::App& root, Invocation& out) {
  auto& towers = *root.add_subcommand("towers", "the database of known towers: import, look up, compare");
  towers.require_subcommand(1);
  add_import(towers, out);
  add_lookup(towers, out);
  add_near(towers, out);
  add_export(towers, out);
  auto& stats = add_one(towers, "stats", "what the database holds, by source, country and network",
                        Command::kTowersStats, out);
  stats.footer("Example:\n  cellwarden towers stats -F json\n");
  add_format(stats, kPlain, out);
  auto& diff =
      add_one(towers, "diff", "what changed from one database to another", Command::kTowersDiff, out);
  diff.footer("Example:\n  cellwarden towers diff before.sqlite after.sqlite\n");
  add_inputs(diff, "DATABASE", "the older and the newer one", out, 2);
  add_most(diff, out);
  add_format(diff, kPlain, out);
  auto& verify =
      add_one(towers, "verify", "read the whole database: is it sound?", Command::kTowersVerify, out);
  verify.footer("Example:\n  cellwarden towers verify --towers city.sqlite\n");
  add_format(verify, kPlain, out);
}

}  // namespace cellwarden::tools
