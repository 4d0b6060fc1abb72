#pragma once

/// \file
/// Records of known towers as text, JSON lines, CSV (in our own columns, which import reads) and GeoJSON.
/// Every form says which source a record is of, and under which licence.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detector/towers/known_towers.hpp"
#include "tools/cellwarden/command_line/command_line.hpp"

namespace cellwarden::tools {

/// Writes records to every place that was asked for, as they come.
class RecordOutput {
 public:
  RecordOutput() = default;
  RecordOutput(const RecordOutput&) = delete;
  RecordOutput& operator=(const RecordOutput&) = delete;
  virtual ~RecordOutput() = default;

  virtual void add(const towers::TowerRecord& record, const towers::Source& source,
                   std::optional<double> distance_m) = 0;
  /// What comes behind the last record.
  virtual void finish() = 0;
};

/// \param write  takes text in order
/// \param sources  of the records that will come, for whoever names them first
[[nodiscard]] std::unique_ptr<RecordOutput> make_record_output(OutputFormat format,
                                                               std::function<void(const std::string&)> write,
                                                               const std::vector<towers::Source>& sources);

/// To all outputs of `asked`. \param each  gives every record to what it is given
/// \param before  what stands before the records, in a format
[[nodiscard]] ExitCode write_records(
    const Invocation& asked, const towers::KnownTowers& towers,
    const std::function<void(const std::function<bool(const towers::TowerRecord&, std::optional<double>)>&)>&
        each,
    const std::function<std::string(OutputFormat)>& before = {});

}  // namespace cellwarden::tools
