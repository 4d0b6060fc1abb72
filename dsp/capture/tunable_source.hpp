#pragma once

/// \file
/// A source that can be told to listen elsewhere: a radio, or what stands for one.

#include "dsp/capture/device_settings.hpp"
#include "dsp/capture/iq_source.hpp"

namespace cellwarden::capture {

class TunableSource : public IqSource {
 public:
  /// Asks it to listen elsewhere. Blocks of the old window may still come; those of the new one say so in
  /// `center_hz` and begin with `gap_before`. By the thread that reads.
  virtual void retune(const Retuning& asked) = 0;

  /// Of signal that waits to be read, as it was heard before whatever is asked now.
  [[nodiscard]] virtual double waiting_s() const { return 0.0; }
};

}  // namespace cellwarden::capture
