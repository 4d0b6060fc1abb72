#include "tools/cellwarden/sound/sound_device.hpp"

#include <alsa/asoundlib.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <memory>

#include "tools/cellwarden/sound/tones.hpp"

namespace cellwarden::tools {
namespace {

constexpr const char* kDevice = "default";
constexpr int kPatience_ms = 2000;
constexpr unsigned kLatency_us = 200000;

struct Close {
  void operator()(snd_pcm_t* device) const noexcept { snd_pcm_close(device); }
};
using Device = std::unique_ptr<snd_pcm_t, Close>;

/// ALSA writes to stderr what it also returns; that would spoil a screen.
void say_nothing(const char* /*file*/, int /*line*/, const char* /*function*/, int /*error*/,
                 const char* /*format*/, ...) {}

tl::unexpected<Error> failed(const char* what, int error) {
  return fail(ErrorCode::kDevice,
              fmt::format("sound device \"{}\": {}: {}", kDevice, what, snd_strerror(error)));
}

Result<Device> open_device() {
  snd_lib_error_set_handler(say_nothing);
  snd_pcm_t* opened = nullptr;
  const int error = snd_pcm_open(&opened, kDevice, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK);
  if (error < 0) return failed("cannot be opened", error);
  Device device(opened);
  constexpr unsigned kChannels = 1;
  constexpr int kMayResample = 1;
  const int refused = snd_pcm_set_params(opened, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, kChannels,
                                         kSoundRate_hz, kMayResample, kLatency_us);
  if (refused < 0) return failed("cannot play tones", refused);
  return device;
}

Result<void> write(snd_pcm_t* device, std::span<const std::int16_t> samples) {
  constexpr int kMostTries = 100;  // in a row that bring nothing
  for (int tries = 0; !samples.empty() && tries < kMostTries; ++tries) {
    snd_pcm_sframes_t result = snd_pcm_writei(device, samples.data(), samples.size());
    if (result > 0) {
      samples = samples.subspan(static_cast<std::size_t>(result));
      tries = 0;
      continue;
    }
    if (result == 0 || result == -EAGAIN) {
      result = snd_pcm_wait(device, kPatience_ms);
      if (result == 0) return failed("takes no sound", -ETIMEDOUT);
      if (result > 0) continue;
    }
    constexpr int kSilently = 1;
    const int error = snd_pcm_recover(device, static_cast<int>(result), kSilently);
    if (error < 0) return failed("stopped", error);
  }
  if (!samples.empty()) return failed("takes no sound", -ETIMEDOUT);
  return {};
}

}  // namespace

Result<void> check_sound_device() {
  const auto device = open_device();
  snd_config_update_free_global();
  if (!device) return tl::unexpected(device.error());
  return {};
}

Result<void> play_samples(std::span<const std::int16_t> samples) {
  auto device = open_device();
  if (!device) return tl::unexpected(device.error());
  if (auto written = write(device->get(), samples); !written) return written;
  // Only now may it wait: for no longer than what it holds lasts.
  snd_pcm_nonblock(device->get(), 0);
  if (const int error = snd_pcm_drain(device->get()); error < 0) return failed("stopped", error);
  return {};
}

}  // namespace cellwarden::tools
