#pragma once

/// \file
/// A survey of one's own: from dwells, as an observation log keeps them, to a record for each cell whose
/// identity was read.
///
///   position    centroid of where the receiver was (sightings.hpp); a log without places gives records
///   without identity    of GSM by system information type 3, of LTE by block type 1: the first network it
///   names carrier, physical id, bandwidth, ports    as last heard limits      kMaxSightedCells; what was
///   heard before the identity was read does not count

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "cell/observation.hpp"
#include "detector/detector.hpp"
#include "detector/towers/lists/sightings.hpp"

namespace cellwarden::towers {

class Survey {
 public:
  Survey() : detector_(detector::DetectorInputs{}) {}

  /// Dwells come in order of time.
  void add(const Dwell& dwell);

  /// A record for each cell, in order of identity. \return how many
  [[nodiscard]] std::uint64_t give(RecordSink& sink) const;

  [[nodiscard]] std::uint64_t sightings() const noexcept { return sightings_count_; }
  /// Left out, by reason.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& refused() const noexcept { return refused_; }

 private:
  using Heard = std::tuple<Rat, std::uint16_t, std::int64_t>;  // physical id, carrier in steps of its raster
  using Identity = std::tuple<Rat, std::uint16_t, std::uint16_t, std::uint32_t, std::uint64_t>;
  struct Shape {
    std::uint16_t physical_id{};
    std::optional<double> carrier_hz;
    std::optional<std::uint16_t> bandwidth_rb;
    std::optional<std::uint8_t> ports;
  };
  class Shaped;

  [[nodiscard]] static Heard heard_as(const Observation& seen);
  [[nodiscard]] static Identity identity_of(const SightedCell& cell);
  void note(const detector::CellRecord& record);
  void see(const Observation& seen, const Listen& listen);

  detector::Detector detector_;
  std::map<Heard, SightedCell> known_;
  std::map<Identity, Shape> shapes_;
  Sightings sightings_;
  std::uint64_t sightings_count_{};
  std::map<std::string, std::uint64_t> refused_;
};

}  // namespace cellwarden::towers
