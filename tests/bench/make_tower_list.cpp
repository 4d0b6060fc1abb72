// Writes a made-up tower list in OpenCelliD's columns (tests/synth/tower_list_maker.hpp):
//
//   make_tower_list --rows 50000000 --truth truth.json -o cell_towers.csv
//   make_tower_list --rows 50000000 --diff 100000 -o diff.csv       what changed in that list within a day
//   make_tower_list --rows 3000000 --country 262 --no-header        one country, as OpenCelliD's files of one
//   are
//
// What was written, counted, goes to stderr as JSON, or into the file of --truth.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/synth/tower_list_maker.hpp"

namespace {

using namespace cellwarden;

int fail_with(const std::string& what) {
  std::fprintf(stderr, "make_tower_list: %s\n", what.c_str());
  return EXIT_FAILURE;
}

int write(const synth::TowerListSpec& spec, const std::string& name, const std::string& truth_name) {
  std::FILE* const out = name == "-" ? stdout : std::fopen(name.c_str(), "wb");
  if (out == nullptr) return fail_with(name + ": cannot be written");
  synth::TowerListMaker maker(spec);
  bool is_written = true;
  for (std::string piece; is_written && maker.next(piece);) {
    is_written = std::fwrite(piece.data(), 1, piece.size(), out) == piece.size();
  }
  is_written = std::fflush(out) == 0 && is_written;
  if (out != stdout) is_written = std::fclose(out) == 0 && is_written;
  if (!is_written) return fail_with(name + ": could not be written to its end");
  const std::string truth = synth::to_json(maker.truth()) + '\n';
  if (truth_name.empty()) {
    std::fputs(truth.c_str(), stderr);
    return EXIT_SUCCESS;
  }
  std::ofstream file(truth_name);
  file << truth;
  file.close();
  return file ? EXIT_SUCCESS : fail_with(truth_name + ": cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Writes a made-up tower list in OpenCelliD's columns."};
  synth::TowerListSpec spec;
  std::uint64_t difference_rows = 0;
  std::uint16_t mcc = 0;
  bool has_no_header = false;
  std::string name = "-";
  std::string truth_name;
  app.add_option("--rows", spec.rows, "lines, the header apart")->required();
  app.add_option("--seed", spec.seed, "another seed, another world");
  auto* const country = app.add_option("--country", mcc, "mobile country code: this country only");
  auto* const difference = app.add_option("--diff", difference_rows,
                                          "instead of the list: so many lines that changed within a day");
  app.add_flag("--no-header", has_no_header, "begin with the first row");
  app.add_flag("--clean", spec.is_clean, "no dirt, and no CDMA");
  app.add_option("--truth", truth_name, "file for the counts (default: stderr)");
  app.add_option("-o,--output", name, "file (default: -, stdout)");
  CLI11_PARSE(app, argc, argv);
  spec.has_header = !has_no_header;
  if (country->count() > 0) spec.mcc = mcc;
  if (difference->count() > 0) spec.difference_rows = difference_rows;
  if (const auto problem = synth::problem_of(spec)) return fail_with(*problem);
  return write(spec, name, truth_name);
}
