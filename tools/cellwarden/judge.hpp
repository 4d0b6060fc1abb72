#pragma once

/// \file
/// From dwells to everything that is written: the detector, the sinks, and the counts of the run.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detector/detector.hpp"
#include "dsp/iq_block.hpp"
#include "tools/cellwarden/incidents_of_run.hpp"
#include "tools/cellwarden/new_messages.hpp"
#include "tools/cellwarden/output/sink.hpp"

namespace cellwarden::tools {

/// Samples of a run, or of a part of it.
struct SampleCounts {
  std::uint64_t samples{};
  std::uint64_t lost{};     ///< by the device
  std::uint64_t dropped{};  ///< by us: too slow
  std::uint64_t clipped{};

  void add(const IqBlock& block);
  /// One dwell of each stretch, however many receivers made one of it.
  void add(const Listen& listen);
  [[nodiscard]] SampleCounts since(const SampleCounts& earlier) const;
};

/// What the program adds to every dwell: the receiver knows neither.
struct Station {
  std::string sensor;
  std::optional<GeoPoint> position;  ///< where the input states none
};

class Judge {
 public:
  Judge(const detector::DetectorInputs& inputs, Station station, std::vector<std::unique_ptr<Sink>>& sinks);

  void begin(const InputDescription& input);
  /// \param radio  that heard it, among several; empty: there is one. A sensor is what has one antenna and
  /// one
  ///               clock, so in records it is "SENSOR/RADIO".
  void take(Dwell dwell, std::string_view radio = {});
  /// The same, and some of it was heard by other radios until now.
  struct HandOver {
    std::size_t observation{};
    std::string from;  ///< radio
  };
  void take(Dwell dwell, std::string_view radio, const std::vector<HandOver>& handed_over);
  void status(const records::StatusRecord& status);
  /// From the next dwell on it is judged by these, and records say so.
  void set_towers(const std::shared_ptr<const towers::KnownTowers>& towers);

  /// Whether somebody shows the state all the time; then live() is to be called about once a second.
  [[nodiscard]] bool wants_live_state() const noexcept { return wants_live_state_; }
  void live(const records::StatusRecord& status);
  /// The end was asked for. From any thread.
  void stopping() noexcept;

  /// Ends the detector and tells the sinks.
  /// \param summary  filled in by the caller as far as it knows better: sources, samples, refusals
  void finish(records::SummaryRecord summary, std::optional<std::string> next_step);

  [[nodiscard]] const detector::Detector& detector() const noexcept { return detector_; }
  [[nodiscard]] const Station& station() const noexcept { return station_; }
  [[nodiscard]] detector::Level highest_level() const noexcept { return highest_level_; }
  [[nodiscard]] double end_s() const noexcept { return end_s_; }  ///< of the newest dwell, stream time
  [[nodiscard]] std::optional<Time> end_time() const noexcept { return end_time_; }

  /// The first sink that cannot write any more.
  [[nodiscard]] const Writer* failed_writer() const;

 private:
  [[nodiscard]] std::string sensor_of(std::string_view radio) const;
  void publish_messages(const Dwell& dwell);
  void publish(const detector::Events& events);
  void flush();

  detector::Detector detector_;
  Station station_;
  std::vector<std::unique_ptr<Sink>>& sinks_;
  bool wants_live_state_;
  std::optional<NewMessages> new_messages_;  ///< where a sink takes them
  IncidentsOfRun incidents_;
  detector::Level highest_level_{};
  double end_s_{};
  std::optional<Time> end_time_;
};

/// Cells that are more than a suspicion: their MIB was read.
[[nodiscard]] std::vector<detector::CellRecord> decoded_cells(const detector::Detector& detector);

}  // namespace cellwarden::tools
