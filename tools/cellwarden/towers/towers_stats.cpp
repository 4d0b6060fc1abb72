#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "cell/calendar_date.hpp"
#include "detector/records/json_lines.hpp"
#include "detector/towers/known_towers.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/plain_output.hpp"
#include "tools/cellwarden/towers/open_towers.hpp"
#include "tools/cellwarden/towers/tower_json.hpp"

namespace cellwarden::tools {
namespace {

using nlohmann::ordered_json;
using towers::KnownTowers;
using towers::NetworkCount;

constexpr std::size_t kLargest = 20;  // networks that text shows

// The database counts numbers; how many digits they have is the country's way.
std::string network_text(const NetworkCount& count) {
  constexpr std::uint16_t kTwoDigits = 100;
  const bool has_three = count.mnc >= kTwoDigits || towers::has_three_digit_codes(count.mcc);
  return to_string(
      Plmn{.mcc = count.mcc, .mnc = count.mnc, .mnc_digits = static_cast<std::uint8_t>(has_three ? 3 : 2)});
}

ordered_json json_of(const KnownTowers& towers) {
  ordered_json json{{"schema", records::kSchemaVersion},
                    {"type", "tower_stats"},
                    {"digest", towers.digest()},
                    {"rows", towers.rows()}};
  json["sources"] = ordered_json::array();
  for (std::uint32_t i = 0; i < towers.sources().size(); ++i) {
    const towers::Source& source = towers.sources()[i];
    ordered_json one{{"name", source.name}, {"trust", towers::to_string(source.trust)}};
    if (source.date) one["date"] = date_text(*source.date);
    if (!source.licence.empty()) one["licence"] = source.licence;
    if (!source.attribution.empty()) one["attribution"] = source.attribution;
    one["rows"] = towers.rows_of(i);
    auto details = ordered_json::parse(towers.details_of(i), nullptr, false);
    if (details.is_object()) one.update(details);
    json["sources"].push_back(std::move(one));
  }
  json["networks"] = ordered_json::array();
  for (const NetworkCount& count : towers.counts()) {
    ordered_json one{{"source", towers.sources()[count.source].name}, {"plmn", network_text(count)}};
    if (count.rat) one["rat"] = to_string(*count.rat);
    one["rows"] = count.rows;
    json["networks"].push_back(std::move(one));
  }
  return json;
}

// Rows of a network by standard, whatever the source.
std::string networks_text(const KnownTowers& towers) {
  std::map<std::string, std::map<std::string, std::uint64_t>> by_network;
  for (const NetworkCount& count : towers.counts()) {
    by_network[network_text(count)][count.rat ? std::string(to_string(*count.rat)) : "not said"] +=
        count.rows;
  }
  const auto sum = [](const auto& standards) {
    std::uint64_t rows = 0;
    for (const auto& [rat, count] : standards) rows += count;
    return rows;
  };
  std::vector<std::pair<std::uint64_t, std::string>> largest;
  largest.reserve(by_network.size());
  for (const auto& [network, standards] : by_network) largest.emplace_back(sum(standards), network);
  std::ranges::sort(largest, std::greater<>{});
  Table table({{"network"}, {"records", Table::Align::kRight}, {"by standard"}});
  for (std::size_t i = 0; i < std::min(largest.size(), kLargest); ++i) {
    std::string parts;
    for (const auto& [rat, count] : by_network[largest[i].second])
      parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", rat, count);
    table.add({largest[i].second, std::to_string(largest[i].first), parts});
  }
  std::string text = table.text();
  if (largest.size() > kLargest)
    text += fmt::format("... and {} networks more (-F json)\n", largest.size() - kLargest);
  return text;
}

std::string text_of(const KnownTowers& towers) {
  Table table({{"source"}, {"trust"}, {"date"}, {"records", Table::Align::kRight}, {"licence"}});
  for (std::uint32_t i = 0; i < towers.sources().size(); ++i) {
    const towers::Source& source = towers.sources()[i];
    table.add({printable(source.name), std::string(towers::to_string(source.trust)),
               source.date ? date_text(*source.date) : "not said", std::to_string(towers.rows_of(i)),
               printable(source.licence.empty() ? "not said" : source.licence)});
  }
  return fmt::format("{} known towers, database {}\n\n{}\n{}", towers.rows(), towers.digest().substr(0, 16),
                     table.text(), networks_text(towers));
}

struct Change {
  std::string what;  // "new", "gone", "moved", "changed"
  towers::TowerRecord record;
  std::string source;
};

bool is_same(const towers::TowerRecord& a, const towers::TowerRecord& b) {
  return a.physical_id == b.physical_id && a.carrier_hz == b.carrier_hz && a.bandwidth_rb == b.bandwidth_rb &&
         a.ports == b.ports && a.valid_from == b.valid_from && a.valid_to == b.valid_to;
}

bool is_moved(const towers::TowerRecord& a, const towers::TowerRecord& b) {
  constexpr double kStill_m = 100.0;
  if (a.position.has_value() != b.position.has_value()) return true;
  return a.position && towers::distance_m(*a.position, *b.position) > kStill_m;
}

class Comparison {
 public:
  Comparison(const KnownTowers& before, const KnownTowers& after) : before_(before), after_(after) {}

  void run(std::size_t most) {
    after_.for_each([&](const towers::TowerRecord& record) {
      judge(record, after_, before_, most, true);
      return true;
    });
    before_.for_each([&](const towers::TowerRecord& record) {
      judge(record, before_, after_, most, false);
      return true;
    });
  }

  [[nodiscard]] const std::map<std::string, std::map<std::string, std::uint64_t>>& counts() const {
    return counts_;
  }
  [[nodiscard]] const std::vector<Change>& changes() const { return changes_; }

 private:
  // The same identity in the source of the same name of the other database.
  static std::optional<towers::TowerRecord> twin(const towers::TowerRecord& record, const std::string& source,
                                                 const KnownTowers& other) {
    if (!record.plmn || !record.cell) return std::nullopt;
    for (towers::TowerRecord& row :
         other.find(record.rat.value_or(Rat::kGsm), *record.plmn, record.area, *record.cell)) {
      if (other.source_of(row).name == source && row.rat == record.rat && row.area == record.area)
        return std::move(row);
    }
    return std::nullopt;
  }

  void judge(const towers::TowerRecord& record, const KnownTowers& own, const KnownTowers& other,
             std::size_t most, bool is_after) {
    const std::string& source = own.source_of(record).name;
    const auto known = twin(record, source, other);
    std::string what;
    if (!known) {
      what = is_after ? "new" : "gone";
    } else if (is_after && is_moved(*known, record)) {
      what = "moved";
    } else if (is_after && !is_same(*known, record)) {
      what = "changed";
    }
    if (what.empty()) return;
    if (counts_[source][what]++ < most) changes_.push_back({what, record, source});
  }

  const KnownTowers& before_;
  const KnownTowers& after_;
  std::map<std::string, std::map<std::string, std::uint64_t>> counts_;
  std::vector<Change> changes_;
};

std::string name_of(const towers::TowerRecord& record) {
  std::string name = record.rat ? std::string(to_string(*record.rat)) : "radio not said";
  if (record.plmn) name += " " + to_string(*record.plmn);
  if (record.area) name += fmt::format(" area {}", *record.area);
  if (record.cell) name += fmt::format(" cell {}", *record.cell);
  return name;
}

std::string text_of(const Comparison& comparison) {
  if (comparison.counts().empty()) return "Nothing changed.\n";
  Table table({{"source"}, {"change"}, {"records", Table::Align::kRight}});
  for (const auto& [source, kinds] : comparison.counts()) {
    for (const auto& [what, count] : kinds) table.add({printable(source), what, std::to_string(count)});
  }
  std::string text = table.text() + "\n";
  for (const Change& change : comparison.changes()) {
    text += paragraph(fmt::format("{:8} ", change.what),
                      name_of(change.record) + ", " + printable(change.source));
  }
  return text;
}

std::string json_of(const Comparison& comparison) {
  ordered_json counts{
      {"schema", records::kSchemaVersion}, {"type", "tower_diff"}, {"sources", ordered_json::object()}};
  for (const auto& [source, kinds] : comparison.counts()) {
    for (const auto& [what, count] : kinds) counts["sources"][source][what] = count;
  }
  std::string lines = text_of_json(counts) + "\n";
  for (const Change& change : comparison.changes()) {
    ordered_json line{{"schema", records::kSchemaVersion},
                      {"type", "tower_change"},
                      {"change", change.what},
                      {"source", change.source}};
    if (change.record.rat) line["rat"] = to_string(*change.record.rat);
    if (change.record.plmn) line["plmn"] = to_string(*change.record.plmn);
    if (change.record.area) line["area"] = *change.record.area;
    if (change.record.cell) line["cell"] = *change.record.cell;
    lines += text_of_json(line) + "\n";
  }
  return lines;
}

}  // namespace

ExitCode run_towers_stats(const Invocation& asked) {
  const auto towers = open_towers(asked);
  if (!towers) return towers.error();
  return write_plain(asked, [&](OutputFormat format) {
    return format == OutputFormat::kJson ? text_of_json(json_of(**towers)) + "\n" : text_of(**towers);
  });
}

ExitCode run_towers_diff(const Invocation& asked) {
  std::vector<std::shared_ptr<const KnownTowers>> both;
  for (const std::string& file : asked.inputs) {
    auto towers = KnownTowers::open(file);
    if (!towers) {
      complain(towers.error().what);
      return kFailed;
    }
    both.push_back(std::move(*towers));
  }
  Comparison comparison(*both[0], *both[1]);
  comparison.run(static_cast<std::size_t>(asked.towers.most));
  for (const auto& towers : both) {
    if (!towers->failure()) continue;
    complain(towers->failure()->what);
    return kFailed;
  }
  return write_plain(asked, [&](OutputFormat format) {
    return format == OutputFormat::kJson ? json_of(comparison) : text_of(comparison);
  });
}

ExitCode run_towers_verify(const Invocation& asked) {
  const auto towers = open_towers(asked);
  if (!towers) return towers.error();
  const std::vector<std::string> wrong = (*towers)->verify();
  const ExitCode written = write_plain(asked, [&](OutputFormat format) {
    if (format == OutputFormat::kJson) {
      return text_of_json({{"schema", records::kSchemaVersion},
                           {"type", "tower_verification"},
                           {"is_sound", wrong.empty()},
                           {"rows", (*towers)->rows()},
                           {"digest", (*towers)->digest()},
                           {"wrong", wrong}}) +
             "\n";
    }
    if (wrong.empty())
      return fmt::format("Sound: {} known towers, database {}\n", (*towers)->rows(), (*towers)->digest());
    std::string text = "NOT sound; import the lists again:\n";
    for (const std::string& line : wrong) text += paragraph("  ", printable(line));
    return text;
  });
  return written != kRan || wrong.empty() ? written : kFailed;
}

}  // namespace cellwarden::tools
