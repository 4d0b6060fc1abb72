#pragma once

/// \file
/// Where results go. One sink for each thing that was asked for: text, JSON lines, packets, an observation
/// log.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cell/observation.hpp"
#include "detector/detector.hpp"
#include "detector/records/json_lines.hpp"
#include "tools/cellwarden/output/writer.hpp"

namespace cellwarden::tools {

/// What is about to be judged, for people.
struct InputDescription {
  std::string name;                 ///< the file, the device
  std::string kind;                 ///< "cu8, 1.92 MS/s", "observation log"
  std::optional<double> center_hz;  ///< absent where the input has no one window
  std::optional<double> sample_rate_hz;
  std::optional<double> seconds;
  std::optional<Time> start;
  bool is_synthetic = false;       ///< it says of itself that no real network is in it
  bool is_long = false;            ///< worth a line for each event, as it happens
  std::string survey;              ///< what is gone round; empty: one window
  std::vector<std::string> given;  ///< "1,204 known towers (cell_towers.csv)", "no baseline"
};

/// The end of an input.
struct Ending {
  records::SummaryRecord summary;
  std::vector<detector::CellRecord> cells;
  /// In their last state, highest level first: of a long run the newest (IncidentsOfRun).
  std::vector<detector::Incident> incidents;
  std::optional<std::string> next_step;  ///< what to do now, for people
};

/// How things stand now, for who shows them all the time.
struct LiveState {
  const records::StatusRecord& status;
  std::vector<detector::Incident> open;  ///< with all that was found by now, not only since they changed
  std::vector<detector::NotEvaluated> not_evaluated;
};

class Sink {
 public:
  explicit Sink(Writer writer) : writer_(std::move(writer)) {}
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;

  virtual void begin(const InputDescription& /*input*/) {}
  virtual void dwell(const Dwell& /*dwell*/) {}
  /// Whether new_mib() and messages() are called.
  [[nodiscard]] virtual bool takes_messages() const noexcept { return false; }
  /// An LTE cell whose master information block is new, or changed.
  virtual void new_mib(const Observation& /*seen*/) {}
  /// What a cell broadcast that was not told before.
  virtual void messages(const Observation& /*only_new*/) {}
  virtual void events(const detector::Events& /*events*/) {}
  virtual void status(const records::StatusRecord& /*status*/) {}
  /// What comes from now on is judged by another database of known towers. \param digest  its name
  virtual void towers(const std::string& /*digest*/) {}
  /// Whether live() is called.
  [[nodiscard]] virtual bool wants_live_state() const noexcept { return false; }
  /// About once a second, between status(); no record of it is kept.
  virtual void live(const LiveState& /*now*/) {}
  /// The end was asked for; what is under way is finished first. May come from another thread than the rest.
  virtual void stopping() noexcept {}
  virtual void end(const Ending& /*ending*/) {}

  [[nodiscard]] Writer& writer() noexcept { return writer_; }

 private:
  Writer writer_;
};

/// `cell`, `alert`, `status` and `summary` records, and `message` records where messages were asked for.
[[nodiscard]] std::unique_ptr<Sink> make_json_sink(Writer writer, records::AlertContext context,
                                                   bool tells_messages);

/// `listen`, `observation` and `cell` records: what `replay` judges again.
[[nodiscard]] std::unique_ptr<Sink> make_observation_log_sink(Writer writer);

/// What cells broadcast, as packets in a pcapng file (docs/formats.md). No paging, no assignments.
[[nodiscard]] std::unique_ptr<Sink> make_pcapng_sink(Writer writer);

/// For people.
[[nodiscard]] std::unique_ptr<Sink> make_text_sink(Writer writer, bool tells_messages);

}  // namespace cellwarden::tools
