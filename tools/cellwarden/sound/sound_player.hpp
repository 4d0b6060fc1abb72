#pragma once

/// \file
/// Plays sounds in a thread of its own, one after the other; nobody ever waits for it. Where they cannot be
/// played, the terminal's bell is to ring instead.

#include <functional>
#include <memory>
#include <span>

#include "cell/result.hpp"
#include "tools/cellwarden/sound/alarm_policy.hpp"

namespace cellwarden::tools {

class SoundPlayer {
 public:
  using Play = std::function<Result<void>(std::span<const std::int16_t> samples)>;

  /// \param play  may take its time; it may still run when all else has ended
  /// \param fall_back  called by the player's thread for each sound that could not be played, with why
  SoundPlayer(Play play, std::function<void(const Error&)> fall_back);
  SoundPlayer(const SoundPlayer&) = delete;
  SoundPlayer& operator=(const SoundPlayer&) = delete;
  /// Waits a moment for what is being played; a device that hangs is left behind.
  ~SoundPlayer();

  /// One may wait while another is played; of more, the most serious does.
  void play(Sound sound);

 private:
  struct Shared;
  static void run(const std::shared_ptr<Shared>& shared, const Play& play);
  std::shared_ptr<Shared> shared_;
};

}  // namespace cellwarden::tools
