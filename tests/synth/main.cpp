// cellwarden-synth: a scene in YAML to a recording. A tool of the tests, never installed.

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "dsp/capture/sample_format.hpp"
#include "dsp/capture/sigmf_writer.hpp"
#include "tests/synth/scene_file.hpp"

namespace {

using namespace cellwarden;

constexpr const char* kExamples = R"(
Examples:
  cellwarden-synth data/captures/lte_street.yaml -o lte_street      lte_street.sigmf-meta and -data
  cellwarden-synth scene.yaml -o scene.cu8                          bare samples, converter as in the name
  cellwarden-synth scene.yaml -o scene.cf32 --duration 0.1
  cellwarden-synth scene.yaml --check                               only read the scene

tests/synth/README.md lists what a scene may hold.)";

struct Options {
  std::string scene;
  std::string output;
  std::optional<double> duration_s;
  bool check_only = false;
};

/// Where blocks go, and what makes them final.
struct Output {
  std::function<Result<void>(const IqBlock&)> write;
  std::function<Result<void>()> finish;
};

std::optional<capture::SampleFormat> raw_format(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? std::nullopt : capture::sample_format_named(name.substr(dot + 1));
}

Result<Output> open_raw(const std::string& name, capture::SampleFormat format) {
  auto file = std::make_shared<std::ofstream>(name, std::ios::binary);
  if (!*file) return fail(ErrorCode::kFile, name + ": cannot be written; choose another place with -o");
  return Output{[=](const IqBlock& block) -> Result<void> {
                  std::vector<std::byte> bytes(block.samples.size() * capture::bytes_per_sample(format));
                  capture::from_float(format, block.samples, bytes);
                  file->write(reinterpret_cast<const char*>(bytes.data()),
                              static_cast<std::streamsize>(bytes.size()));
                  if (!*file) return fail(ErrorCode::kFile, name + ": write failed; is the disk full?");
                  return {};
                },
                [=]() -> Result<void> {
                  if (!file->flush())
                    return fail(ErrorCode::kFile, name + ": write failed; is the disk full?");
                  return {};
                }};
}

Result<Output> open_sigmf(const std::string& name, const synth::SceneSpec& scene) {
  capture::SigmfWriterOptions options;
  options.format = scene.converter.format;
  options.description = "SYNTHETIC, made by cellwarden-synth: " + scene.description;
  options.receiver_at = scene.receiver_at;
  options.loops_seamlessly = synth::loops_seamlessly(scene);
  auto writer = capture::SigmfWriter::create(name, options);
  if (!writer) return tl::unexpected(writer.error());
  std::shared_ptr<capture::SigmfWriter> shared = std::move(*writer);
  return Output{[shared](const IqBlock& block) { return shared->write(block); },
                [shared] { return shared->finish(); }};
}

class Progress {
 public:
  explicit Progress(double total_s) : total_s_(total_s), on_terminal_(isatty(STDERR_FILENO) == 1) {}
  void show(double done_s) {
    const int percent = total_s_ > 0 ? static_cast<int>(100 * done_s / total_s_) : 100;
    if (!on_terminal_ || percent == shown_) return;
    shown_ = percent;
    fmt::print(stderr, "\r{:3} %  {:.1f} of {:.1f} s", percent, done_s, total_s_);
    if (percent >= 100) fmt::print(stderr, "\n");
  }

 private:
  double total_s_;
  bool on_terminal_;
  int shown_ = -1;
};

Result<void> make_recording(const Options& options) {
  auto scene = synth::read_scene_file(options.scene);
  if (!scene) return tl::unexpected(scene.error());
  if (options.duration_s) scene->duration_s = *options.duration_s;
  if (options.check_only) return {};
  const auto format = raw_format(options.output);
  if (format) scene->converter.format = *format;
  if (format && !scene->gaps.empty()) {
    return fail(ErrorCode::kConfig,
                options.output + ": bare samples cannot show the scene's gaps; write SigMF");
  }
  auto output = format ? open_raw(options.output, *format) : open_sigmf(options.output, *scene);
  if (!output) return tl::unexpected(output.error());
  synth::SceneSource source(*scene);
  Progress progress(scene->duration_s);
  while (true) {
    const auto block = source.read();
    if (!block) return tl::unexpected(block.error());
    if (!*block) break;
    if (auto written = output->write(**block); !written) return written;
    const std::uint64_t end = (*block)->first_sample + (*block)->samples.size();
    progress.show(static_cast<double>(end) / (*block)->sample_rate_hz);
  }
  return output->finish();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Options options;
    CLI::App app{"Makes a recording of a synthetic radio scene."};
    app.footer(kExamples);
    app.add_option("scene", options.scene, "the scene, a YAML file")->required();
    auto* output = app.add_option("-o,--output", options.output,
                                  "NAME for SigMF, or NAME.cu8, .cs8, .cs16, .cf32 for bare samples");
    app.add_option("--duration", options.duration_s, "seconds, instead of the scene's duration_s");
    app.add_flag("--check", options.check_only, "read the scene and stop")->excludes(output);
    try {
      app.parse(argc, argv);
      if (options.output.empty() && !options.check_only) throw CLI::RequiredError("--output");
    } catch (const CLI::ParseError& e) {
      return app.exit(e) == 0 ? 0 : 2;
    }
    const auto done = make_recording(options);
    if (done) return 0;
    fmt::print(stderr, "cellwarden-synth: {}\n", done.error().what);
  } catch (const std::exception& e) {
    std::fputs("cellwarden-synth: ", stderr);
    std::fputs(e.what(), stderr);
    std::fputs("\n", stderr);
  }
  return 1;
}
