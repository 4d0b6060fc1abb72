#pragma once

/// \file
/// The place by gpsd, which reads the satellite receiver. A thread of its own connects, asks for reports and
/// listens; when gpsd is not there, goes away or falls silent, it tries again after 0.5 s, then 1, 2, … up to
/// `longest_pause`, for as long as it takes. Nobody ever waits for it: asking gives what is known now, and
/// the end ends the thread at once (but for the look-up of a host's name that is under way, which belongs to
/// the system).

#include <chrono>
#include <functional>
#include <memory>

#include "tools/cellwarden/place_and_time/gps.hpp"
#include "tools/cellwarden/place_and_time/gpsd_messages.hpp"

namespace cellwarden::tools {

struct GpsdTimings {
  std::chrono::milliseconds shortest_pause{500};
  std::chrono::milliseconds longest_pause{10'000};
  std::chrono::milliseconds connect_limit{5'000};
  std::chrono::milliseconds silence_limit{10'000};  ///< then it is asked, and after as long again given up
};

class GpsdClient final : public Gps {
 public:
  /// \param utc_now  this computer's clock, asked when a fix arrives; absent: the system's
  explicit GpsdClient(GpsdAddress address, GpsdTimings timings = {}, std::function<Time()> utc_now = {});
  ~GpsdClient() override;
  GpsdClient(const GpsdClient&) = delete;
  GpsdClient& operator=(const GpsdClient&) = delete;

  [[nodiscard]] GpsReading latest() const override;
  [[nodiscard]] std::optional<GpsFix> fix_at(std::chrono::steady_clock::time_point when) const override;

 private:
  class Link;
  std::unique_ptr<Link> link_;
};

}  // namespace cellwarden::tools
