#include "tools/cellwarden/output/text_report.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "cell/gsm/cell_broadcast_text.hpp"
#include "detector/cell_words.hpp"
#include "detector/records/message_words.hpp"
#include "detector/rules/catalogue.hpp"
#include "detector/rules/warning_words.hpp"
#include "detector/verdict/score.hpp"
#include "tools/cellwarden/output/text_layout.hpp"

namespace cellwarden::tools {
namespace {

using detector::Level;

constexpr double kSamplesPerMegasample = 1e6;

std::string mhz(double frequency_hz) {
  return fmt::format("{:.3f}", frequency_hz / kHertzPerMegahertz);
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

std::string coloured(Level level, std::string_view text, const Style& style) {
  if (level >= Level::kSuspect) return style.hot(text);
  return level == Level::kWatch ? style.warm(text) : std::string(text);
}

std::string verdict_of(const detector::CellRecord& cell) {
  if (cell.latest.state != CellState::kConfirmed) return "not judged";
  return cell.level == Level::kNone ? "-" : std::string(to_string(cell.level));
}

std::string channel_of(const Carrier& carrier) {
  if (!carrier.band || !carrier.channel) return "?";
  return fmt::format("B{}/{}", *carrier.band, *carrier.channel);
}

std::string per_min_text(const std::optional<double>& per_min) {
  return per_min ? fmt::format("{:.0f}", *per_min) : "-";
}

/// The carrier against the raster, where its place on it is certain.
std::optional<double> offset_hz(const Carrier& carrier) {
  if (!carrier.nominal_hz) return {};
  return carrier.measured_hz.value - *carrier.nominal_hz;
}

std::string or_dash(const std::optional<std::string>& text) {
  return text.value_or("-");
}

std::vector<std::string> gsm_row(const detector::CellRecord& cell) {
  const Observation& seen = cell.latest;
  const auto offset = offset_hz(seen.carrier);
  const CellNames names = names_of(cell);
  return {mhz(seen.carrier.nominal_hz.value_or(seen.carrier.measured_hz.value)),
          seen.carrier.channel ? fmt::format("{}", *seen.carrier.channel) : "?",
          bsic_text(seen.physical_id),
          or_dash(names.network),
          or_dash(names.area),
          or_dash(names.cell),
          fmt::format("{:.1f}", seen.signal.snr_db),
          fmt::format("{:.1f}", seen.signal.power_dbfs),
          offset ? fmt::format("{:+.2f}", *offset / *seen.carrier.nominal_hz * 1e6) : "-",
          per_min_text(cell.gsm ? cell.gsm->paged_per_min : std::nullopt),
          verdict_of(cell)};
}

Table gsm_table(std::span<const detector::CellRecord> cells) {
  using Align = Table::Align;
  Table table({{"MHz", Align::kRight},
               {"ARFCN", Align::kRight},
               {"BSIC"},
               {"network"},
               {"LAC", Align::kRight},
               {"CI", Align::kRight},
               {"SNR", Align::kRight},
               {"dBFS", Align::kRight},
               {"ppm", Align::kRight},
               {"paged", Align::kRight},
               {"verdict"}});
  for (const auto& cell : cells) {
    if (cell.latest.gsm() != nullptr) table.add(gsm_row(cell));
  }
  return table;
}

/// The first that it names.
std::string network_of(const lte::SystemInformationBlock1& sib1) {
  return sib1.plmns.empty() ? "-" : network_text(sib1.plmns.front().plmn);
}

std::string others_of(const lte::SystemInformationBlock1& sib1) {
  std::vector<std::string> others;
  for (std::size_t i = 1; i < sib1.plmns.size(); ++i) others.push_back(network_text(sib1.plmns[i].plmn));
  return others.empty() ? "-" : fmt::format("{}", fmt::join(others, " "));
}

/// The base station and its cell: 20 and 8 bits (TS 36.413, section 9.2.1.37).
std::string site_text(Eci cell) {
  return fmt::format("{}/{}", cell.value >> 8U, cell.value & 0xFFU);
}

const lte::SystemInformationBlock1* sib1_of(const detector::CellRecord& cell) {
  return cell.lte && cell.lte->sib1 ? &*cell.lte->sib1 : nullptr;
}

/// Who the LTE cells say they are; nothing where none was read.
std::string lte_identities(std::span<const detector::CellRecord> cells) {
  using Align = Table::Align;
  Table table({{"MHz", Align::kRight},
               {"PCI", Align::kRight},
               {"network"},
               {"TAC", Align::kRight},
               {"ECI", Align::kRight},
               {"eNB/cell", Align::kRight},
               {"paged", Align::kRight},
               {"access", Align::kRight},
               {"also"}});
  bool is_any = false;
  for (const auto& cell : cells) {
    const auto* const sib1 = sib1_of(cell);
    if (sib1 == nullptr) continue;
    is_any = true;
    const Carrier& carrier = cell.latest.carrier;
    table.add({mhz(carrier.nominal_hz.value_or(carrier.measured_hz.value)),
               fmt::format("{}", cell.latest.physical_id), network_of(*sib1),
               fmt::format("{}", sib1->tracking_area_code.value),
               fmt::format("{}", sib1->cell_identity.value), site_text(sib1->cell_identity),
               per_min_text(cell.lte->paged_per_min), per_min_text(cell.lte->answered_per_min),
               others_of(*sib1)});
  }
  if (!is_any) return {};
  return "\n" + table.text() +
         paragraph("  ", "paged: mobiles a minute; access: those answered; also: networks that share it");
}

std::vector<std::string> cell_row(const detector::CellRecord& cell) {
  const Observation& seen = cell.latest;
  const auto offset = offset_hz(seen.carrier);
  const auto* lte = seen.lte();
  const lte::Mib* const mib = lte != nullptr && lte->mib ? &*lte->mib : nullptr;
  return {mhz(seen.carrier.nominal_hz.value_or(seen.carrier.measured_hz.value)),
          channel_of(seen.carrier),
          fmt::format("{}", seen.physical_id),
          lte != nullptr ? std::string(to_string(lte->duplex)) : "-",
          mib != nullptr ? fmt::format("{}", mib->bandwidth_rb) : "-",
          mib != nullptr ? fmt::format("{}", mib->ports) : "-",
          fmt::format("{:.1f}", seen.signal.snr_db),
          fmt::format("{:.1f}", seen.signal.power_dbfs),
          offset ? fmt::format("{:+.0f}", *offset) : "-",
          offset ? fmt::format("{:+.2f}", *offset / *seen.carrier.nominal_hz * 1e6) : "-",
          std::string(to_string(seen.state)),
          verdict_of(cell)};
}

/// Time of day where the input has a clock, else seconds into it.
std::string clock_of(double t_s, const std::optional<Time>& time) {
  if (!time) return fmt::format("{:.1f} s", t_s);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(*time);
  return fmt::format("{:%H:%M:%S}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

std::string event_line(double t_s, const std::optional<Time>& time, std::string_view what,
                       std::string_view text) {
  const std::string begin = fmt::format("{:>9}  {:<7}  ", clock_of(t_s, time), what);
  return paragraph(begin, printable(text));
}

std::string_view meaning_of(Level level) {
  switch (level) {
    case Level::kNone:
      return "No longer out of the ordinary.";
    case Level::kWatch:
      return "Something about this cell does not fit. By itself that is no sign of a rogue base station; it "
             "is worth watching.";
    case Level::kSuspect:
      return "What was measured is consistent with a rogue base station. It is no proof: see below what else "
             "could explain it.";
    case Level::kAlert:
      return "What was measured, in several independent ways, is consistent with a rogue base station. See "
             "below what else could explain it.";
  }
  return "";
}

std::string span_text(const detector::Incident& incident) {
  const auto clock_at = [&incident](double t_s) {
    std::optional<Time> time = incident.time;
    if (time) {
      *time += std::chrono::duration_cast<std::chrono::nanoseconds>(
          std::chrono::duration<double>(t_s - incident.t_s));
    }
    return clock_of(t_s, time);
  };
  return fmt::format("Evidence from {} to {}, in {} dwell{}.", clock_at(incident.first_seen_s),
                     clock_at(incident.last_seen_s), incident.count, incident.count == 1 ? "" : "s");
}

std::string finding_text(const detector::Finding& finding, std::size_t width) {
  std::string out =
      paragraph("  ",
                fmt::format("{} {}: {:.0f} points at quality {:.2f} ({})", finding.rule, finding.name,
                            finding.weight_db, finding.quality, printable(finding.weight_basis)),
                width);
  if (!finding.text.empty()) out += paragraph("    ", printable(finding.text), width);
  if (!finding.observed.empty()) out += paragraph("    observed  ", printable(finding.observed), width);
  if (!finding.expected.empty()) out += paragraph("    expected  ", printable(finding.expected), width);
  if (!finding.source.empty()) out += paragraph("    source    ", printable(finding.source), width);
  return out;
}

/// What a cell says it is; nothing where it said nothing yet.
std::optional<std::string> who_text(const detector::CellRecord& cell) {
  if (cell.gsm) {
    const CellNames names = names_of(cell);
    return fmt::format("Network {}, LAC {}, CI {}", or_dash(names.network), or_dash(names.area),
                       or_dash(names.cell));
  }
  const auto* const sib1 = sib1_of(cell);
  if (sib1 == nullptr) return std::nullopt;
  return fmt::format("Network {}, TAC {}, ECI {} (eNB/cell {})", network_of(*sib1),
                     sib1->tracking_area_code.value, sib1->cell_identity.value,
                     site_text(sib1->cell_identity));
}

/// What a cell says it is, and how it is heard.
std::optional<std::string> identity_line(const detector::CellRecord& cell) {
  auto text = who_text(cell);
  if (!text) return std::nullopt;
  const auto offset = offset_hz(cell.latest.carrier);
  *text +=
      fmt::format("; {:.1f} dBFS, SNR {:.1f} dB", cell.latest.signal.power_dbfs, cell.latest.signal.snr_db);
  if (offset)
    *text += fmt::format(", carrier {:+.2f} ppm by this radio's clock",
                         *offset / *cell.latest.carrier.nominal_hz * 1e6);
  const auto paged_per_min = cell.gsm ? cell.gsm->paged_per_min : cell.lte->paged_per_min;
  if (paged_per_min) *text += fmt::format("; {:.0f} mobiles paged a minute", *paged_per_min);
  return *text + ".";
}

/// Each explanation once, whichever findings name it.
std::vector<std::string> explanations_of(const detector::Incident& incident) {
  std::vector<std::string> out;
  for (const auto& finding : incident.findings) {
    for (const auto& benign : finding.benign) {
      if (std::ranges::find(out, benign) == out.end()) out.push_back(benign);
    }
  }
  return out;
}

/// What the findings add up to, family by family, heaviest family first.
std::string families_text(const detector::Incident& incident) {
  std::vector<detector::FamilyPoints> points;
  for (const auto& finding : incident.findings) {
    points.push_back({finding.family, finding.weight_db * finding.quality});
  }
  const detector::Score score = detector::combine(points);
  std::vector<std::pair<double, detector::Family>> families;
  for (std::size_t i = 0; i < detector::kFamilyCount; ++i) {
    if (score.families[i] > 0) families.emplace_back(score.families[i], static_cast<detector::Family>(i));
  }
  std::ranges::stable_sort(families, std::greater<>{}, &std::pair<double, detector::Family>::first);
  std::vector<std::string> parts;
  parts.reserve(families.size());
  for (const auto& [sum, family] : families) {
    parts.push_back(
        fmt::format("{} {:.0f} (of at most {:.0f})", to_string(family), sum, detector::family_cap(family)));
  }
  return fmt::format("Points by family, when fresh: {}", fmt::join(parts, ", "));
}

/// One message for people: frame and octets, of a page what it says.
struct MessageRow {
  std::string name, frame, content;
};

std::string page_content(const gsm::CellBroadcastPage& page) {
  const auto text = gsm::text_of(page);
  const std::string about =
      fmt::format("{}/{} of {}.{}: ", page.page, page.pages, page.message_identifier, page.serial_number);
  return about + (text ? '"' + text->text + '"' : records::hex_of(page.content));
}

std::vector<MessageRow> message_rows(const lte::DownlinkReport& downlink) {
  std::vector<MessageRow> rows;
  for (const auto& message : downlink.messages) {
    const auto read = lte::parse_bcch_dl_sch(message.octets);
    if (!read) continue;
    const auto blocks = records::block_names(*read);
    const std::string about = blocks.empty() ? "" : fmt::format("{}: ", fmt::join(blocks, " "));
    rows.push_back({std::string(records::message_name(*read)), fmt::format("{}", message.sfn),
                    about + records::hex_of(message.octets)});
  }
  return rows;
}

std::vector<MessageRow> message_rows(const Observation& seen) {
  if (const auto* const lte = seen.lte(); lte != nullptr && lte->downlink)
    return message_rows(*lte->downlink);
  std::vector<MessageRow> rows;
  const auto* const gsm = seen.gsm();
  if (gsm == nullptr) return rows;
  for (const auto& message : gsm->messages) {
    rows.push_back({std::string(records::message_name(message.octets)),
                    fmt::format("{}", message.frame_number), records::hex_of(message.octets)});
  }
  for (const auto& page : gsm->pages) {
    rows.push_back({std::string(records::kPageName), "-", printable(page_content(page))});
  }
  return rows;
}

std::string title_of(const history::Warning& warning) {
  return fmt::format("public warning ({})", detector::warning_text(warning));
}

/// What a warning says, made harmless: its sender may be anybody.
std::string words_of(const history::Warning& warning) {
  if (!warning.is_whole) return "not all of its text was heard yet";
  if (warning.channel == history::WarningChannel::kSib10) {
    return fmt::format("a first notice without text, of type {}", warning.warning_type.value_or(0));
  }
  if (!warning.text) return "its content could not be read as text";
  return fmt::format("\"{}\"", printable(*warning.text));
}

std::string source_text(const records::SummarySource& source) {
  return source.sha256 ? fmt::format("{} sha256 {}", source.file, *source.sha256) : source.file;
}

std::string incidents_by_level(const records::SummaryRecord& summary) {
  std::vector<std::string> parts;
  for (const auto level : {Level::kAlert, Level::kSuspect, Level::kWatch}) {
    const auto found = summary.incidents.find(level);
    if (found != summary.incidents.end())
      parts.push_back(fmt::format("{} {}", found->second, to_string(level)));
  }
  return parts.empty() ? "no incident" : fmt::format("incidents: {}", fmt::join(parts, ", "));
}

std::string losses_text(const records::SummaryRecord& summary) {
  if (summary.samples_lost == 0 && summary.samples_dropped == 0) return "no sample lost";
  return fmt::format("{} samples lost by the device, {} dropped by us", summary.samples_lost,
                     summary.samples_dropped);
}

}  // namespace

CellNames names_of(const detector::CellRecord& cell) {
  CellNames names;
  if (const auto* const sib1 = sib1_of(cell)) {
    if (!sib1->plmns.empty()) names.network = network_text(sib1->plmns.front().plmn);
    names.area = std::to_string(sib1->tracking_area_code.value);
    names.cell = std::to_string(sib1->cell_identity.value);
  }
  if (!cell.gsm) return names;
  const auto identity = cell.gsm->information.identity();
  const auto area = cell.gsm->information.area();
  if (area) {
    names.network = network_text(area->plmn);
    names.area = std::to_string(area->lac.value);
  }
  if (identity) names.cell = std::to_string(identity->cell_id.value);
  return names;
}

std::string name_of(const Observation& cell) {
  const std::string frequency = mhz(cell.carrier.nominal_hz.value_or(cell.carrier.measured_hz.value));
  if (cell.gsm() != nullptr && cell.carrier.channel) {
    return fmt::format("ARFCN {} ({} MHz) {}", *cell.carrier.channel, frequency, physical_id_text(cell));
  }
  return fmt::format("{} MHz {}", frequency, physical_id_text(cell));
}

std::string header_text(const InputDescription& input) {
  std::string out =
      paragraph("Input    ", fmt::format("{} ({})", printable(input.name), printable(input.kind)));
  if (!input.survey.empty()) {
    out += paragraph("Survey   ", input.survey);
  } else if (input.center_hz && input.sample_rate_hz) {
    const double half_hz = *input.sample_rate_hz / 2;
    out += paragraph("Window   ", fmt::format("{} to {} MHz, {:.4g} MS/s", mhz(*input.center_hz - half_hz),
                                              mhz(*input.center_hz + half_hz),
                                              *input.sample_rate_hz / kSamplesPerMegasample));
  }
  if (input.seconds) out += paragraph("Length   ", format_duration(*input.seconds));
  if (input.is_synthetic) {
    out += paragraph("Note     ", "this is a synthetic scene, made by a program: no real network is in it");
  }
  for (const auto& given : input.given) out += paragraph("Against  ", printable(given));
  return out + "\n";
}

std::string cells_text(std::span<const detector::CellRecord> cells, const Style& style) {
  std::string out = style.bold("Cells") + "\n";
  if (cells.empty()) {
    return out + paragraph("  ", "None heard. That is no all-clear: look at antenna, gain and frequency.") +
           "\n";
  }
  const auto gsm_count = static_cast<std::size_t>(
      std::ranges::count_if(cells, [](const auto& cell) { return cell.latest.gsm() != nullptr; }));
  if (gsm_count > 0) {
    out += gsm_table(cells).text() + paragraph("  ", "paged: mobiles paged in a minute") + "\n";
    if (gsm_count == cells.size()) return out;
  }
  using Align = Table::Align;
  Table table({{"MHz", Align::kRight},
               {"channel"},
               {"PCI", Align::kRight},
               {"dup"},
               {"RB", Align::kRight},
               {"ant", Align::kRight},
               {"SNR", Align::kRight},
               {"dBFS", Align::kRight},
               {"off Hz", Align::kRight},
               {"ppm", Align::kRight},
               {"state"},
               {"verdict"}});
  for (const auto& cell : cells) {
    if (cell.latest.gsm() == nullptr) table.add(cell_row(cell));
  }
  return out + table.text() + lte_identities(cells) + "\n";
}

std::string warnings_text(std::span<const detector::CellRecord> cells, const Style& style) {
  std::string out;
  for (const auto& cell : cells) {
    for (const history::Warning& warning : cell.warnings) {
      out += paragraph(
          "  ", fmt::format("{} broadcasts a {}, heard from {:.1f} s to {:.1f} s.", name_of(cell.latest),
                            title_of(warning), warning.since_s, warning.until_s));
      out += paragraph("    ", words_of(warning));
    }
  }
  if (out.empty()) return {};
  return style.bold("Public warnings") + "\n" + out +
         paragraph("  ",
                   "These are the senders' words. Whether a warning is genuine is for the authorities "
                   "that issue warnings to say.") +
         "\n";
}

std::string messages_text(std::span<const Observation> seen, const Style& style) {
  std::vector<std::string> names;
  std::map<std::string, Table> tables;
  for (const Observation& one : seen) {
    const std::string name = name_of(one);
    const auto [table, is_first] = tables.try_emplace(
        name, std::vector<Table::Column>{{"message"}, {"frame", Table::Align::kRight}, {"content"}});
    if (is_first) names.push_back(name);
    for (const auto& row : message_rows(one)) table->second.add({row.name, row.frame, row.content});
  }
  if (names.empty()) return {};
  std::string out = style.bold("Messages") + "\n";
  for (const auto& name : names) out += paragraph("  ", name) + tables.at(name).text(4);
  return out + "\n";
}

std::string incident_text(const detector::Incident& incident, const Style& style, std::size_t width) {
  std::string out = coloured(incident.level, upper(to_string(incident.level)), style);
  out += fmt::format("  {}, {:.0f} points ({})\n", name_of(incident.subject.latest), incident.score,
                     to_string(incident.state));
  if (const auto who = identity_line(incident.subject)) out += paragraph("  ", *who, width);
  out += paragraph("  ", meaning_of(incident.level), width);
  out += paragraph("  ", span_text(incident), width);
  if (!incident.findings.empty()) out += paragraph("  ", families_text(incident), width);
  for (const auto& finding : incident.findings) out += finding_text(finding, width);
  for (const auto& held : incident.suppressed) {
    out += paragraph(
        "  ", fmt::format("{} ({}): {}", held.id, fmt::join(held.rules, " "), printable(held.text)), width);
  }
  const auto explanations = explanations_of(incident);
  if (!explanations.empty()) out += "  What else could explain it, and what would settle it\n";
  for (const auto& explanation : explanations) out += paragraph("  - ", printable(explanation), width);
  return out + paragraph("  ", fmt::format("Incident {}", incident.id), width) + "\n";
}

std::string not_evaluated_text(std::span<const detector::NotEvaluated> rules, const Style& style,
                               std::size_t width) {
  if (rules.empty()) return {};
  std::vector<std::string> reasons;
  std::map<std::string, std::vector<std::string>> by_reason;
  std::map<detector::Family, std::set<std::string>> not_built;
  std::size_t not_built_count = 0;
  for (const auto& rule : rules) {
    const auto* const info = detector::find_rule(rule.rule);
    if (info != nullptr && info->version == 0) {
      not_built_count += not_built[info->family].insert(rule.rule).second ? 1U : 0U;
      continue;
    }
    auto& group = by_reason[rule.why];
    if (group.empty()) reasons.push_back(rule.why);
    if (std::ranges::find(group, rule.rule) == group.end()) group.push_back(rule.rule);
  }
  std::string out = style.bold("Not evaluated") + "\n";
  for (const auto& reason : reasons) {
    out +=
        paragraph("  ", fmt::format("{}: {}", fmt::join(by_reason[reason], " "), printable(reason)), width);
  }
  std::vector<std::string> families;
  families.reserve(not_built.size());
  for (const auto& [family, ids] : not_built)
    families.push_back(fmt::format("{} {}", ids.size(), to_string(family)));
  if (!families.empty()) {
    out +=
        paragraph("  ",
                  fmt::format("and {} rules that this version lacks the means for ({}); `cellwarden rules` "
                              "tells of each what it lacks",
                              not_built_count, fmt::join(families, ", ")),
                  width);
  }
  return out + "\n";
}

std::string summary_text(const Ending& ending, const Style& style) {
  const records::SummaryRecord& summary = ending.summary;
  std::string out = style.bold("Summary") + "\n";
  out += paragraph(
      "  ", fmt::format("{} of signal, {} cell{}, {}; {}.", format_duration(summary.seconds), summary.cells,
                        summary.cells == 1 ? "" : "s", incidents_by_level(summary), losses_text(summary)));
  std::size_t counted = 0;
  for (const auto& [level, count] : summary.incidents) counted += count;
  if (counted > ending.incidents.size()) {
    out += paragraph("  ", fmt::format("{} earlier incidents, all closed, are counted and not told again.",
                                       counted - ending.incidents.size()));
  }
  for (const auto& source : summary.sources) out += paragraph("  ", printable(source_text(source)));
  for (const auto& [reason, count] : summary.refused) {
    out += paragraph("  ", fmt::format("refused: {} ({} times)", printable(reason), count));
  }
  if (ending.next_step) out += "\n" + *ending.next_step;
  return out;
}

std::string message_lines(const Observation& seen) {
  std::string out;
  const std::string begin = fmt::format("{:>9}  {:<7}  ", clock_of(seen.t_s, seen.time), "message");
  for (const auto& row : message_rows(seen)) {
    const std::string frame = row.frame == "-" ? std::string() : fmt::format(" frame {}", row.frame);
    out += paragraph(begin, fmt::format("{} {}{} {}", name_of(seen), row.name, frame, row.content));
  }
  return out;
}

std::string cell_line(const detector::CellRecord& cell) {
  const Observation& seen = cell.latest;
  std::string text = name_of(seen);
  if (const auto* lte = seen.lte()) {
    text += fmt::format(" {}", to_string(lte->duplex));
    if (lte->mib) text += fmt::format(" {} RB {} ant", lte->mib->bandwidth_rb, lte->mib->ports);
  }
  if (cell.gsm) {
    const CellNames names = names_of(cell);
    if (names.network) text += fmt::format(" {} LAC {}", *names.network, or_dash(names.area));
    if (names.cell) text += fmt::format(" CI {}", *names.cell);
  }
  if (const auto* const sib1 = sib1_of(cell)) {
    text += fmt::format(" {} TAC {} ECI {}", network_of(*sib1), sib1->tracking_area_code.value,
                        sib1->cell_identity.value);
  }
  text += fmt::format(" SNR {:.1f} {}", seen.signal.snr_db, to_string(seen.state));
  return event_line(cell.last_seen_s, cell.last_seen, "cell", text);
}

std::string warning_line(const detector::CellRecord& cell, const history::Warning& warning) {
  return event_line(
      cell.last_seen_s, cell.last_seen, "warning",
      fmt::format("{} broadcasts a {}: {}", name_of(cell.latest), title_of(warning), words_of(warning)));
}

std::string incident_line(const detector::Incident& incident, const Style& style) {
  std::vector<std::string> rules;
  for (const auto& finding : incident.findings) rules.push_back(finding.rule);
  const std::string text = fmt::format("{} {}, {:.0f} points: {}", name_of(incident.subject.latest),
                                       to_string(incident.state), incident.score, fmt::join(rules, " "));
  const std::string line = event_line(incident.t_s, incident.time, upper(to_string(incident.level)), text);
  return coloured(incident.level, std::string_view(line).substr(0, line.size() - 1), style) + "\n";
}

std::string status_line(const records::StatusRecord& status, const Style& style) {
  const std::string begin = fmt::format("{:>9}  {:<7}  ", clock_of(status.t_s, status.time), "status");
  std::string text = fmt::format("{}: {} of {} rules can act; {} cell{}; {} lost, {} dropped",
                                 to_string(status.state), status.rules_able, status.rules_total, status.cells,
                                 status.cells == 1 ? "" : "s", status.samples_lost, status.samples_dropped);
  if (status.gps && status.gps->dimensions) text += fmt::format("; GPS {}D", *status.gps->dimensions);
  if (!status.reasons.empty()) text += fmt::format("; {}", fmt::join(status.reasons, "; "));
  const std::string line = paragraph(begin, text);
  return status.state == records::StatusState::kOk
             ? line
             : style.warm(std::string_view(line).substr(0, line.size() - 1)) + "\n";
}

}  // namespace cellwarden::tools
