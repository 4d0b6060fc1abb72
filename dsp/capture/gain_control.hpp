#pragma once

/// \file
/// Keeps a radio's converter out of clipping, and says what it did. Pure: stretches of listening in, changes
/// of gain out; it knows no clock and no radio.
///
///   down     at once, where more than `most_clipped` of a stretch clips: further, the more does
///   up       a step, after `patience_s` in which hardly anything would have clipped with it: back to where
///            the radio stood at first, and beyond that only where the level is `faint`
///   calm     a gain that clipped is not tried again for `first_ban_s`, and for twice as long after every new
///            overload: it does not swing
///   windows  each centre has its own gain, so that a strong station in one does not make the others deaf
///   late     what still comes with the old gain after a change says nothing
///
/// Levels are against full scale: the mean power in dBFS, the largest |I| or |Q| as a fraction.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsp/capture/device_settings.hpp"
#include "dsp/capture/gain_ladder.hpp"

namespace cellwarden::capture {

/// A moment of one window with one gain.
struct HeardStretch {
  double center_hz{};
  double seconds{};
  std::uint64_t samples{};
  std::uint64_t clipped{};
  double mean_power{};
  double peak{};
  std::optional<double> gain_db;  ///< as the radio tells it
};

struct GainBounds {
  double most_clipped = 1e-3;  ///< of the samples
  double patience_s = 30;      ///< of the window itself
  double peak_after = 0.7;     ///< that a step up may lead to
  double most_loud = 0.02;     ///< of the stretches that may go beyond it
  double faint_dbfs = -42;     ///< eight bits hear little but themselves below it
  double first_ban_s = 600;    ///< of all that was heard, anywhere
  double longest_ban_s = 6 * 3600;
  double longest_late_s = 10;  ///< then what the radio does is taken for what it was told
  double window_hz = 100e3;    ///< centres nearer than this are one window
};

struct GainChange {
  std::optional<GainSettings> gain;  ///< to be set; absent: there is nothing to set, only to say
  std::string what;                  ///< "806.0 MHz: 2.1 % of samples clipped; LNA 24 -> 16 dB"
  bool is_helpless = false;          ///< it clips with the least gain that there is
};

class GainControl {
 public:
  explicit GainControl(GainLadder ladder, const GainBounds& bounds = {});

  [[nodiscard]] std::optional<GainChange> hear(const HeardStretch& stretch);

  /// What a window is to be listened to with.
  [[nodiscard]] GainSettings gain_at(double center_hz) const;

 private:
  struct Window {
    double center_hz{};
    std::size_t rung{};
    std::optional<double> late_gain_db;  ///< of what still comes from before the change
    double late_s{};
    double quiet_s{};
    double energy{};  ///< power times seconds of the quiet
    std::size_t stretches{};
    std::size_t loud_stretches{};
    std::optional<std::size_t> clipped_rung;  ///< this one and those with more gain are not tried
    double ban_ends_s{};
    double ban_s{};
    bool is_descending{};  ///< it clipped, and was not quiet for long since: one and the same overload
    bool is_helpless{};    ///< and it was said
  };

  [[nodiscard]] const Window* find(double center_hz) const;
  Window& window_at(double center_hz);
  [[nodiscard]] bool is_late(Window& window, const HeardStretch& stretch) const;
  std::optional<GainChange> lower(Window& window, const HeardStretch& stretch, double clipped);
  std::optional<GainChange> consider_raising(Window& window, const HeardStretch& stretch);
  [[nodiscard]] bool may_raise(const Window& window) const;
  GainChange move(Window& window, std::size_t rung, const HeardStretch& stretch, const std::string& why);
  [[nodiscard]] double step_up_db(const Window& window) const;
  [[nodiscard]] GainSettings settings_of(std::size_t rung) const;
  static void begin_quiet(Window& window) noexcept;

  GainLadder ladder_;
  GainBounds bounds_;
  std::vector<Window> windows_;
  double heard_s_ = 0;  ///< of all windows
};

}  // namespace cellwarden::capture
