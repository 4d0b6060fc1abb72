#pragma once

/// \file
/// A radio as a source of blocks, its driver in a process of its own: what the program reads from while it
/// watches. Drivers hang, crash, and say nothing when their radio is pulled out; here none of that reaches
/// the program.
///
/// - Blocks: as SoapySource's, of the radio's process, through shared memory of bounded size
///   (sample_ring.hpp).
/// - Slow: what the ring cannot hold is dropped there and counted (`dropped_before`): ours, not the radio's.
/// - Silent: without samples for DeviceSettings::silence_limit, or when the process has ended, the radio is
///   opened anew, by its serial number where it has one: after 0.5 s, then 1, 2, … up to `longest_pause`, for
///   as long as it takes. The first block after it begins with a gap whose `lost_before` is what the clock
///   says was missed. Each step is told (RadioEvent).
/// - Opening: start() fails where the radio cannot be opened the first time, so that a mistyped name is told.
/// - End: of a playback that does not loop, and after stop().
///
/// One thread reads and retunes, and starts the process: when that thread ends, so does the radio's process.
/// stop() and counters() belong to any thread.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/device_settings.hpp"
#include "dsp/capture/driver_log.hpp"
#include "dsp/capture/soapy_stream.hpp"
#include "dsp/capture/tunable_source.hpp"

namespace cellwarden::capture {

struct RadioEvent {
  enum class Kind : std::uint8_t {
    kOpened,     ///< runs (again)
    kLost,       ///< no samples any more; `text` says why
    kNotOpened,  ///< was looked for again, in vain
    kRefused,    ///< does not go where it was told to
    kDriverSaid
  };
  Kind kind{};
  std::string text;                                        ///< one line
  DriverMessageLevel level = DriverMessageLevel::kInfo;    ///< of what a driver said
  std::optional<std::chrono::milliseconds> next_try_in{};  ///< kLost, kNotOpened
};

struct RadioProcessSettings {
  /// What to start: a program that calls run_radio_process, and its first arguments. Empty: this program.
  std::vector<std::string> command;
  double ring_s = 4.0;                                     ///< of signal that may wait
  std::size_t most_ring_octets = std::size_t{192} << 20U;  ///< 4 s of 8-bit samples at 24 MS/s
  std::chrono::milliseconds open_limit{20'000};            ///< a driver that opens for longer hangs
  std::chrono::milliseconds shortest_pause{500};
  std::chrono::milliseconds longest_pause{10'000};
  std::function<void(const RadioEvent&)> on_event;  ///< called by the reading thread
};

struct RadioCounters {
  DeviceCounters device;            ///< of all of its processes so far, a second old at most
  std::uint64_t samples_dropped{};  ///< by us: nobody read them in time
  std::uint64_t samples_missed{};   ///< while there was no radio, by the clock
  std::uint32_t losses{};           ///< how often it had to be opened anew
  double ring_fill{};               ///< 0 to 1, now
  double backlog_s{};               ///< of signal that waits to be read, now
  double ring_s{};                  ///< of signal that the memory holds; 0 before the first block
  bool is_running{};
};

class RadioProcess final : public TunableSource {
 public:
  [[nodiscard]] static Result<std::unique_ptr<RadioProcess>> start(const DeviceSettings& settings,
                                                                   RadioProcessSettings process = {});
  ~RadioProcess() override;

  /// As it was first opened.
  [[nodiscard]] const StreamInfo& info() const noexcept override;
  [[nodiscard]] Result<std::optional<IqBlock>> read() override;
  void stop() noexcept override;

  /// Holds over a new opening too.
  void retune(const Retuning& asked) override;
  [[nodiscard]] double waiting_s() const override { return counters().backlog_s; }

  [[nodiscard]] RadioCounters counters() const;

  /// Of the radio's process now; nothing while there is none.
  [[nodiscard]] std::optional<int> process_id() const;

 private:
  class Supervisor;
  explicit RadioProcess(std::unique_ptr<Supervisor> supervisor);
  std::unique_ptr<Supervisor> supervisor_;
};

}  // namespace cellwarden::capture
