#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "cell/calendar_date.hpp"
#include "detector/decimal.hpp"
#include "detector/rules/network_codes.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/towers/code_output.hpp"

namespace cellwarden::tools {
namespace {

std::string code_text(std::uint16_t mcc) {
  return fmt::format("{:03}", mcc);
}

std::string rat_text(Rat rat) {
  std::string text(to_string(rat));
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string country_text(const CodeFacts& code) {
  if (code.countries.empty()) return code.name;
  return fmt::format("{} ({})", code.name, code.countries.front().text());
}

std::string range_text(double low_hz, double high_hz) {
  constexpr int kPlaces = 3;
  return fmt::format("{} to {} MHz", decimal(low_hz / kHertzPerMegahertz, kPlaces),
                     decimal(high_hz / kHertzPerMegahertz, kPlaces));
}

std::string ranges_text(const NationalTable& table) {
  std::vector<std::string> ranges;
  ranges.reserve(table.licences.size());
  for (const LicensedRange& range : table.licences) ranges.push_back(range_text(range.low_hz, range.high_hz));
  return fmt::format("{}", fmt::join(ranges, ", "));
}

// By name where the table has one, each once.
std::string names_text(const NationalTable& table, const std::vector<Plmn>& networks) {
  std::vector<std::string> names;
  for (const Plmn& plmn : networks) {
    const auto found = std::ranges::find(table.networks, plmn, &NationalNetwork::plmn);
    std::string name = found == table.networks.end() ? to_string(plmn) : printable(found->name);
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string sunset_text(const Sunset& sunset) {
  return sunset.off_since ? fmt::format("{} off since {}", rat_text(sunset.rat), date_text(*sunset.off_since))
                          : rat_text(sunset.rat) + " never on air";
}

std::string bands_text(const NationalTable& table) {
  std::vector<std::string> parts;
  if (!table.gsm_bands.empty()) parts.push_back(fmt::format("GSM {}", fmt::join(table.gsm_bands, ", ")));
  if (!table.lte_bands.empty()) parts.push_back(fmt::format("LTE {}", fmt::join(table.lte_bands, ", ")));
  return parts.empty() ? "the table says nothing of them" : fmt::format("{}", fmt::join(parts, "; "));
}

std::string origin_text(const config::NationalTableFile& from) {
  return paragraph("Table      ", printable(fmt::format("{} of {}: {}", from.table.country,
                                                        date_text(from.table.date), from.file.string()))) +
         paragraph("           ", printable(from.table.source));
}

std::string networks_text(const CodeFacts& code) {
  const NationalTable& table = code.table->table;
  Table rows({{"code"}, {"network"}});
  std::size_t listed = 0;
  for (const NationalNetwork& network : table.networks) {
    if (network.plmn.mcc != code.mcc) continue;
    rows.add({to_string(network.plmn), printable(network.name)});
    ++listed;
  }
  for (const Plmn& plmn : railways_of(code.mcc)) {
    const bool is_listed =
        std::ranges::find(table.networks, plmn, &NationalNetwork::plmn) != table.networks.end();
    if (!is_listed) rows.add({to_string(plmn), "railway (GSM-R), by a built-in list"});
  }
  const std::string_view how_many = table.has_all_networks ? "all there are" : "there may be others";
  return paragraph("Networks   ", listed == 0 ? std::string("the table lists none")
                                              : fmt::format("{} in the table, {}", listed, how_many)) +
         rows.text(2);
}

std::string licences_text(const NationalTable& table) {
  if (table.licences.empty()) return paragraph("Downlink   ", "the table says nothing of who owns spectrum");
  Table rows({{"block"}, {"licensed to"}});
  for (const LicensedRange& range : table.licences) {
    for (const LicensedBlock& block : range.blocks)
      rows.add({range_text(block.low_hz, block.high_hz), names_text(table, block.networks)});
  }
  return paragraph("Downlink   ", "all owners are known of " + ranges_text(table)) + rows.text(2);
}

std::string sunsets_text(const NationalTable& table) {
  if (table.sunsets.empty()) return paragraph("Ended      ", "the table says of no standard that it ended");
  std::string text;
  for (const Sunset& sunset : table.sunsets) {
    text +=
        paragraph(text.empty() ? "Ended      " : "           ",
                  sunset_text(sunset) + ": " +
                      (sunset.networks.empty() ? "the whole country" : names_text(table, sunset.networks)));
  }
  return text;
}

std::string nobodys_text(const CodeFacts& code) {
  switch (code.kind) {
    case CodeKind::kTest:
      return "for test networks, of no country";
    case CodeKind::kShared:
      return "of no country: ships, aircraft, satellites and trials";
    case CodeKind::kCountry:
    case CodeKind::kNobody:
      break;
  }
  return fmt::format("not assigned to any country ({})", detector::kCountryCodesDate);
}

std::string no_table_text(const CodeFacts& code, const std::string& own_tables) {
  return missing_table_text(
      code.name,
      code.countries.empty() ? std::nullopt : std::optional<geography::CountryCode>(code.countries.front()),
      own_tables);
}

// Network codes of a country mostly have one number of digits: then another one is told.
std::string digits_text(const NetworkFacts& network, const std::vector<NationalNetwork>& networks) {
  const auto has_as_many = [&](const NationalNetwork& one) {
    return one.plmn.mcc == network.plmn.mcc && one.plmn.mnc_digits == network.plmn.mnc_digits;
  };
  const bool is_usual = networks.empty() || std::ranges::any_of(networks, has_as_many);
  if (is_usual) return "";
  return fmt::format("; codes of {} in it have {} digits, this one {}", code_text(network.plmn.mcc),
                     networks.front().plmn.mnc_digits, network.plmn.mnc_digits);
}

std::string assigned_text(const NetworkFacts& network, const std::string& own_tables) {
  const std::string plmn = to_string(network.plmn);
  const Plmn as_listed = network.listed == nullptr ? network.plmn : network.listed->plmn;
  static const NationalTable kNone;
  const NationalTable& table = network.code.table == nullptr ? kNone : network.code.table->table;
  const std::string date = date_text(table.date);
  switch (network.standing) {
    case Standing::kListed:
      return fmt::format("yes, by the table of {}", date);
    case Standing::kListedOtherwise: {
      const std::string listed = to_string(as_listed);
      return fmt::format(
          "not as it is written: the table of {} has {}, with {} digits. {} is another code, but lists and "
          "cells mix them up; what follows is of {}",
          date, listed, as_listed.mnc_digits, plmn, listed);
    }
    case Standing::kRailway:
      return "to a railway (GSM-R), by a built-in list";
    case Standing::kNotListed:
      return table.networks.empty()
                 ? fmt::format("not known: the table of {} lists no networks", date)
                 : fmt::format(
                       "not in the table of {}, which does not have all: it may be small, newer, or "
                       "nobody's{}",
                       date, digits_text(network, table.networks));
    case Standing::kUnassigned:
      return fmt::format("no: not in the table of {}, which has all networks{}", date,
                         digits_text(network, table.networks));
    case Standing::kNoTable:
      return "not known: " + no_table_text(network.code, own_tables);
    case Standing::kTest:
    case Standing::kShared:
    case Standing::kNoCountry:
      break;
  }
  return fmt::format("its country code {} is {}", code_text(network.plmn.mcc), nobodys_text(network.code));
}

std::string blocks_text(const NationalTable& table, const std::vector<LicensedBlock>& owned) {
  if (table.licences.empty()) return "the table says nothing of who owns spectrum";
  std::vector<std::string> blocks;
  blocks.reserve(owned.size());
  for (const LicensedBlock& block : owned) blocks.push_back(range_text(block.low_hz, block.high_hz));
  if (blocks.empty()) {
    return fmt::format("none in {}, of which all owners are known: it is a guest of others, or elsewhere",
                       ranges_text(table));
  }
  return fmt::format("{}; all owners are known of {}", fmt::join(blocks, ", "), ranges_text(table));
}

std::string ended_text(const std::vector<Sunset>& sunsets) {
  std::vector<std::string> parts;
  parts.reserve(sunsets.size());
  for (const Sunset& sunset : sunsets)
    parts.push_back(sunset_text(sunset) + (sunset.networks.empty() ? " in the whole country" : ""));
  return parts.empty() ? "the table says of no standard that it ended"
                       : fmt::format("{}", fmt::join(parts, ", "));
}

std::string known_text(const std::optional<KnownCells>& known) {
  if (!known)
    return paragraph("Cells      ", "no database of known towers; 'cellwarden towers import' makes one");
  if (known->counts.empty()) return paragraph("Cells      ", printable("none in " + known->database));
  struct OfSource {
    std::uint64_t sum{};
    std::string rats;
  };
  std::map<std::string, OfSource> by_source;
  for (const KnownCount& count : known->counts) {
    OfSource& one = by_source[count.source.name];
    one.sum += count.rows;
    one.rats += fmt::format("{}{} {}", one.rats.empty() ? "" : ", ",
                            count.rat ? rat_text(*count.rat) : "radio not said", count.rows);
  }
  std::string text;
  for (const auto& [name, one] : by_source) {
    const auto source =
        std::ranges::find(known->counts, name, [](const KnownCount& c) { return c.source.name; });
    const auto& date = source->source.date;
    text += paragraph(
        text.empty() ? "Cells      " : "           ",
        printable(fmt::format("{} by {} ({}{}): {}", one.sum, name, towers::to_string(source->source.trust),
                              date ? " of " + date_text(*date) : "", one.rats)));
  }
  return text;
}

}  // namespace

std::string missing_table_text(const std::string& country, const std::optional<geography::CountryCode>& code,
                               const std::string& own_tables) {
  std::string name = code ? std::string(code->text()) : "xx";
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return printable(
      fmt::format("there is no national table of {}; write one: {}/{}.yaml (docs/usage.md, National tables)",
                  country, own_tables, name));
}

std::string text_of(const CodeFacts& code, const std::string& own_tables) {
  const std::string head = code_text(code.mcc) + "  ";
  if (code.kind != CodeKind::kCountry) return paragraph(head, nobodys_text(code));
  std::string text = paragraph(head, printable(country_text(code)));
  if (code.table == nullptr) return text + paragraph("Table      ", no_table_text(code, own_tables));
  const NationalTable& table = code.table->table;
  if (table.mccs.size() > 1)
    text += paragraph("Codes      ", fmt::format("{}, in one table", fmt::join(table.mccs, ", ")));
  return text + networks_text(code) + paragraph("Bands      ", bands_text(table)) + licences_text(table) +
         sunsets_text(table) + origin_text(*code.table);
}

std::string text_of(const NetworkFacts& network, const std::optional<KnownCells>& known,
                    const std::string& own_tables) {
  std::string title;
  if (network.listed != nullptr) title = network.listed->name + ", ";
  title += network.code.kind == CodeKind::kCountry ? country_text(network.code) : "of no country";
  std::string text = paragraph(to_string(network.plmn) + "  ", printable(title));
  text += paragraph("Assigned   ", assigned_text(network, own_tables));
  if (network.listed != nullptr) {
    text += paragraph("Downlink   ", blocks_text(network.code.table->table, network.blocks));
    text += paragraph("Ended      ", ended_text(network.sunsets));
  }
  text += known_text(known);
  if (network.code.table != nullptr) text += origin_text(*network.code.table);
  return text;
}

}  // namespace cellwarden::tools
