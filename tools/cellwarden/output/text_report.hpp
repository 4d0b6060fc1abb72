#pragma once

/// \file
/// What people read at the end of a run, and the lines they read during it. At most 80 columns, or as wide as
/// asked.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detector/records/json_lines.hpp"
#include "detector/verdict/incident.hpp"
#include "tools/cellwarden/output/sink.hpp"
#include "tools/cellwarden/output/text_layout.hpp"

namespace cellwarden::tools {

/// "806.006 MHz PCI 271" or "943.800 MHz BSIC 40", the way a cell is called in text.
[[nodiscard]] std::string name_of(const Observation& cell);

/// What a cell says it is, as far as it was read.
struct CellNames {
  std::optional<std::string> network;
  std::optional<std::string> area;  ///< LAC or TAC
  std::optional<std::string> cell;  ///< CI or ECI
};
[[nodiscard]] CellNames names_of(const detector::CellRecord& cell);

[[nodiscard]] std::string header_text(const InputDescription& input);
[[nodiscard]] std::string cells_text(std::span<const detector::CellRecord> cells, const Style& style);
/// Public warnings, by the cells that were heard to broadcast them; nothing where there are none.
[[nodiscard]] std::string warnings_text(std::span<const detector::CellRecord> cells, const Style& style);
/// What each cell broadcast, cell by cell; nothing where there are no messages.
[[nodiscard]] std::string messages_text(std::span<const Observation> seen, const Style& style);
[[nodiscard]] std::string incident_text(const detector::Incident& incident, const Style& style,
                                        std::size_t width = kTextWidth);
/// Rules grouped by why they could not judge.
[[nodiscard]] std::string not_evaluated_text(std::span<const detector::NotEvaluated> rules,
                                             const Style& style, std::size_t width = kTextWidth);
[[nodiscard]] std::string summary_text(const Ending& ending, const Style& style);

/// One line each, or one paragraph, for a long run.
[[nodiscard]] std::string message_lines(const Observation& seen);
[[nodiscard]] std::string cell_line(const detector::CellRecord& cell);
[[nodiscard]] std::string warning_line(const detector::CellRecord& cell, const history::Warning& warning);
[[nodiscard]] std::string incident_line(const detector::Incident& incident, const Style& style);
[[nodiscard]] std::string status_line(const records::StatusRecord& status, const Style& style);

}  // namespace cellwarden::tools
