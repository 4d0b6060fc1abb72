// When a watch makes itself heard, what that sounds like, and that it waits for nobody.

#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>
#include <numbers>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/tools/scratch.hpp"
#include "tools/cellwarden/sound/alarm_policy.hpp"
#include "tools/cellwarden/sound/sound_device.hpp"
#include "tools/cellwarden/sound/sound_player.hpp"
#include "tools/cellwarden/sound/tones.hpp"

using namespace cellwarden;
using namespace cellwarden::tools;
using cellwarden::test::Scratch;
using detector::Level;

namespace {

/// Of the tone in some samples, by Goertzel's algorithm: 1 where there is nothing else.
double share_at(std::span<const std::int16_t> samples, double frequency_hz) {
  double cosine = 0;
  double sine = 0;
  double energy = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double angle = 2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / kSoundRate_hz;
    cosine += samples[i] * std::cos(angle);
    sine += samples[i] * std::sin(angle);
    energy += double{static_cast<double>(samples[i])} * samples[i];
  }
  return 2 * (cosine * cosine + sine * sine) / (energy * static_cast<double>(samples.size()));
}

/// ALSA with a device that writes what it plays into a file.
std::string configuration(const Scratch& scratch) {
  return scratch.file("asound.conf",
                      "pcm.!default {\n  type file\n  slave.pcm { type null }\n  format \"wav\"\n  file \"" +
                          scratch.path("played.wav") + "\"\n}\n");
}

std::vector<std::int16_t> played(const Scratch& scratch) {
  constexpr std::size_t kHeader = 44;
  const std::string bytes = test::read_file(scratch.path("played.wav"));
  if (bytes.size() < kHeader) return {};
  std::vector<std::int16_t> samples((bytes.size() - kHeader) / 2);
  std::memcpy(samples.data(), bytes.data() + kHeader, 2 * samples.size());
  return samples;
}

}  // namespace

TEST_CASE("an incident sounds when it gets serious, and once") {
  AlarmPolicy alarm;
  alarm.note_incident("a", Level::kWatch, true, 0);
  CHECK_FALSE(alarm.due(0));
  alarm.note_incident("a", Level::kSuspect, true, 1);
  CHECK(alarm.due(1) == Sound::kSuspect);
  alarm.note_incident("a", Level::kSuspect, true, 20);
  CHECK_FALSE(alarm.due(20));
  alarm.note_incident("a", Level::kAlert, true, 40);
  CHECK(alarm.due(40) == Sound::kAlert);
  // Lowered, raised, closed and opened anew: nothing that was not heard before.
  alarm.note_incident("a", Level::kSuspect, true, 100);
  alarm.note_incident("a", Level::kAlert, true, 200);
  alarm.note_incident("a", Level::kNone, false, 300);
  alarm.note_incident("a", Level::kAlert, true, 400);
  CHECK_FALSE(alarm.due(400));
  // After a long calm it is news again.
  alarm.note_incident("a", Level::kNone, false, 500);
  alarm.note_incident("a", Level::kSuspect, true, 1200);
  CHECK(alarm.due(1200) == Sound::kSuspect);
}

TEST_CASE("that an old alert is lowered is no alarm") {
  AlarmPolicy alarm;
  alarm.note_incident("a", Level::kAlert, true, 0);
  CHECK(alarm.due(0) == Sound::kAlert);
  alarm.note_incident("a", Level::kSuspect, true, 1200);
  CHECK_FALSE(alarm.due(1200));
  alarm.note_incident("a", Level::kAlert, true, 2400);
  CHECK_FALSE(alarm.due(2400));
}

TEST_CASE("a storm of incidents is no storm of sounds") {
  AlarmPolicy alarm;
  int sounds = 0;
  std::vector<double> at_s;
  for (int i = 0; i < 36000; ++i) {
    const double now_s = 0.1 * i;
    alarm.note_incident(std::to_string(i), Level::kAlert, true, now_s);
    if (alarm.due(now_s)) {
      ++sounds;
      at_s.push_back(now_s);
    }
  }
  CHECK(at_s.front() == 0.0);
  CHECK(at_s[1] >= 10.0);
  CHECK(sounds < 40);  // in an hour
  CHECK(sounds > 20);
}

TEST_CASE("what had to wait is one sound, the most serious") {
  AlarmPolicy alarm;
  alarm.note_incident("a", Level::kSuspect, true, 0);
  CHECK(alarm.due(0) == Sound::kSuspect);
  alarm.note_incident("b", Level::kAlert, true, 1);
  alarm.note_incident("c", Level::kSuspect, true, 2);
  CHECK_FALSE(alarm.due(9.9));
  CHECK(alarm.due(10) == Sound::kAlert);
  CHECK_FALSE(alarm.due(1000));
}

TEST_CASE("going blind sounds once") {
  AlarmPolicy alarm;
  const auto count = [&](bool is_blind, double from_s, double to_s) {
    int sounds = 0;
    for (double now_s = from_s; now_s < to_s; now_s += 0.25) {
      alarm.note_blind(is_blind, now_s);
      if (const auto sound = alarm.due(now_s)) {
        CHECK(*sound == Sound::kBlind);
        ++sounds;
      }
    }
    return sounds;
  };
  CHECK(count(true, 0, 25) == 0);  // it only begins
  CHECK(count(false, 25, 100) == 0);
  CHECK(count(true, 100, 4000) == 1);
  CHECK(count(false, 4000, 4005) == 0);
  CHECK(count(true, 4005, 4100) == 0);  // that was no recovery
  CHECK(count(false, 4100, 4200) == 0);
  CHECK(count(true, 4200, 4300) == 1);

  AlarmPolicy deaf;
  deaf.note_blind(true, 0);
  deaf.note_blind(true, 29);
  CHECK_FALSE(deaf.due(29));
  deaf.note_blind(true, 31);
  CHECK(deaf.due(31) == Sound::kBlind);
}

TEST_CASE("the more serious, the more it rises") {
  const auto frequencies = [](Sound sound) {
    std::vector<double> out;
    for (const Tone& tone : tones_of(sound)) {
      if (tone.frequency_hz > 0) out.push_back(tone.frequency_hz);
    }
    return out;
  };
  const auto suspect = frequencies(Sound::kSuspect);
  const auto alert = frequencies(Sound::kAlert);
  const auto blind = frequencies(Sound::kBlind);
  CHECK(suspect.front() < suspect.back());
  CHECK(alert.size() > suspect.size());
  CHECK(alert.back() > suspect.back());
  CHECK(blind.front() > blind.back());
  for (const Sound sound : {Sound::kBlind, Sound::kSuspect, Sound::kAlert}) {
    double seconds = 0;
    for (const Tone& tone : tones_of(sound)) {
      seconds += tone.seconds;
      if (sound == Sound::kBlind) CHECK(tone.level < tones_of(Sound::kSuspect).front().level);
      const auto samples = samples_of({&tone, 1});
      CHECK(samples.size() == static_cast<std::size_t>(std::lround(tone.seconds * kSoundRate_hz)));
      if (tone.frequency_hz > 0) CHECK(share_at(samples, tone.frequency_hz) > 0.9);
      CHECK(std::abs(samples.front()) < 10);
    }
    CHECK(seconds < 1.5);
  }
}

TEST_CASE("what is played arrives at the sound device") {
  const Scratch scratch;
  setenv("ALSA_CONFIG_PATH", configuration(scratch).c_str(), 1);
  REQUIRE(check_sound_device());
  const auto alert = tones_of(Sound::kAlert);
  REQUIRE(play_samples(samples_of(alert)));
  const auto heard = played(scratch);
  std::size_t at = 0;
  for (const Tone& tone : alert) {
    const auto length = static_cast<std::size_t>(std::lround(tone.seconds * kSoundRate_hz));
    REQUIRE(heard.size() >= at + length);
    const auto part = std::span(heard).subspan(at, length);
    if (tone.frequency_hz > 0) {
      INFO(tone.frequency_hz);
      CHECK(share_at(part, tone.frequency_hz) > 0.9);
    }
    at += length;
  }
}

TEST_CASE("without a sound device that is told, each time") {
  const Scratch scratch;
  setenv("ALSA_CONFIG_PATH", scratch.file("none.conf", "pcm.other { type null }\n").c_str(), 1);
  const auto checked = check_sound_device();
  REQUIRE_FALSE(checked);
  CHECK(checked.error().what.find("sound device") != std::string::npos);
  CHECK_FALSE(play_samples(samples_of(tones_of(Sound::kBlind))));
}

TEST_CASE("the player makes nobody wait, and keeps one sound at most") {
  std::mutex mutex;
  std::condition_variable changed;
  int begun = 0;
  bool may_end = false;
  int failures = 0;
  {
    SoundPlayer player(
        [&](std::span<const std::int16_t> samples) -> Result<void> {
          std::unique_lock lock(mutex);
          CHECK_FALSE(samples.empty());
          ++begun;
          changed.notify_all();
          changed.wait(lock, [&] { return may_end; });
          return fail(ErrorCode::kDevice, "no device");
        },
        [&](const Error& error) {
          const std::lock_guard lock(mutex);
          CHECK(error.what == "no device");
          ++failures;
          changed.notify_all();
        });
    player.play(Sound::kSuspect);
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return begun == 1; });
    }
    for (int i = 0; i < 100; ++i) player.play(Sound::kAlert);
    std::unique_lock lock(mutex);
    may_end = true;
    changed.notify_all();
    changed.wait(lock, [&] { return failures == 2; });
  }
  CHECK(begun == 2);
}
