// Run by soapy_remote.sh, which has a SoapyRemote server play the recording that it names.

#include <cstdlib>

#include "dsp/capture/recording.hpp"
#include "tests/dsp/capture/opened_source.hpp"

using namespace cellwarden;

TEST_CASE("a playback behind a SoapyRemote server arrives as it was recorded, to its end") {
  const char* const path = std::getenv("CELLWARDEN_REMOTE_RECORDING");
  REQUIRE(path != nullptr);
  capture::RecordingOptions options;
  options.rate_hz = 2.4e6;
  options.center_hz = 806e6;
  const auto file = capture::open_recording(path, options);
  REQUIRE(file);
  std::vector<Sample> recorded;
  for (auto block = (*file)->read(); block && *block; block = (*file)->read()) {
    recorded.insert(recorded.end(), (*block)->samples.begin(), (*block)->samples.end());
  }
  REQUIRE(recorded.size() == 2'000'000);

  const auto remote =
      test::open(test::settings_for("driver=remote,remote=tcp://127.0.0.1:55132,remote:prot=tcp"));
  CHECK(remote->info().native_format == "cs8");
  CHECK(remote->info().sample_rate_hz == 2.4e6);
  CHECK(remote->info().center_hz == 806e6);
  std::uint64_t received = 0;
  bool is_identical = true;
  while (true) {
    const auto block = remote->read();
    if (!block) FAIL(block.error().what);
    if (!*block) break;
    const std::uint64_t first = (*block)->first_sample;
    REQUIRE(first + (*block)->samples.size() <= recorded.size());
    is_identical = is_identical && std::equal((*block)->samples.begin(), (*block)->samples.end(),
                                              recorded.begin() + static_cast<std::ptrdiff_t>(first));
    received += (*block)->samples.size();
  }
  CHECK(is_identical);
  CHECK(received + remote->counters().samples_lost == recorded.size());
  CHECK(remote->counters().samples_lost == 0);
}
