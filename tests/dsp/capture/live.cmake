cellwarden_test(timestamp_check SOURCES timestamp_check_test.cpp LINK cellwarden::dsp_capture_live)

cellwarden_test(child_process SOURCES child_process_test.cpp LINK cellwarden::dsp_capture_live)
cellwarden_test(packet_socket SOURCES packet_socket_test.cpp LINK cellwarden::dsp_capture_live LABEL threads)
cellwarden_test(talk_limit SOURCES talk_limit_test.cpp LINK cellwarden::dsp_capture_live)

add_library(cellwarden_fake_soapy_device STATIC fake_soapy_device.cpp)
target_link_libraries(cellwarden_fake_soapy_device PUBLIC SoapySDR fmt::fmt PRIVATE cellwarden_build_flags)
target_include_directories(cellwarden_fake_soapy_device PUBLIC ${PROJECT_SOURCE_DIR})
cellwarden_test(soapy_source SOURCES soapy_source_test.cpp
  LINK cellwarden::dsp_capture_live cellwarden_fake_soapy_device LABEL threads)
cellwarden_test(device_list SOURCES device_list_test.cpp
  LINK cellwarden::dsp_capture_live cellwarden_fake_soapy_device)
cellwarden_test(playback SOURCES playback_test.cpp LINK cellwarden::dsp_capture_live SoapySDR LABEL threads)
cellwarden_test(soapy_stream SOURCES soapy_stream_test.cpp
  LINK cellwarden::dsp_capture_live cellwarden_fake_soapy_device)
cellwarden_test(gain_control SOURCES gain_control_test.cpp LINK cellwarden::dsp_capture_live)
cellwarden_test(gain_loop SOURCES gain_loop_test.cpp LINK cellwarden::dsp_capture_live SoapySDR)
cellwarden_test(sample_ring SOURCES sample_ring_test.cpp LINK cellwarden::dsp_capture_live LABEL threads)
cellwarden_test(radio_messages SOURCES radio_messages_test.cpp LINK cellwarden::dsp_capture_live)
foreach(target radio_messages sample_ring)
  cellwarden_fuzz_target(${target} cellwarden::dsp_capture_live)
endforeach()

add_executable(cellwarden_radio_process radio_process_main.cpp)
target_link_libraries(cellwarden_radio_process PRIVATE cellwarden::dsp_capture_live cellwarden_build_flags)
cellwarden_test(radio_process SOURCES radio_process_test.cpp LINK cellwarden::dsp_capture_live LABEL threads)
target_compile_definitions(test_radio_process PRIVATE
  CELLWARDEN_RADIO_PROCESS="$<TARGET_FILE:cellwarden_radio_process>")
add_dependencies(test_radio_process cellwarden_radio_process)
# A driver that hangs or crashes, in a radio's process and as a module for the program.
add_executable(cellwarden_faulty_radio_process radio_process_main.cpp faulty_driver.cpp)
target_link_libraries(cellwarden_faulty_radio_process PRIVATE cellwarden::dsp_capture_live SoapySDR
  cellwarden_build_flags)
cellwarden_test(device_search SOURCES device_search_test.cpp LINK cellwarden::dsp_capture_live)
target_compile_definitions(test_device_search PRIVATE
  CELLWARDEN_FAULTY_RADIO_PROCESS="$<TARGET_FILE:cellwarden_faulty_radio_process>")
add_dependencies(test_device_search cellwarden_faulty_radio_process)
cellwarden_test(playback_band SOURCES playback_band_test.cpp
  LINK cellwarden::dsp_capture_band cellwarden::dsp_capture_live SoapySDR)
cellwarden_test(playback_faults SOURCES playback_faults_test.cpp LINK cellwarden::dsp_capture_live SoapySDR)
cellwarden_fuzz_target(playback_options cellwarden::dsp_capture_live)

# The module of SoapySDR, which the sanitized builds have not. Its test cases are run together: the first needs a
# program in which the driver is not registered yet.
if(TARGET CellwardenPlayback)
  add_executable(test_playback_module playback_module_test.cpp)
  target_link_libraries(test_playback_module PRIVATE cellwarden::dsp_capture_live SoapySDR cellwarden_catch_main
    cellwarden_build_flags)
  target_compile_definitions(test_playback_module PRIVATE
    CELLWARDEN_MODULE="$<TARGET_FILE:CellwardenPlayback>")
  add_dependencies(test_playback_module CellwardenPlayback)
  add_test(NAME "playback_module: loaded and unloaded" COMMAND test_playback_module)

  add_executable(test_soapy_remote soapy_remote_test.cpp)
  target_link_libraries(test_soapy_remote PRIVATE cellwarden::dsp_capture_live cellwarden_catch_main
    cellwarden_build_flags)
  target_compile_definitions(test_soapy_remote PRIVATE
    CELLWARDEN_RADIO_PROCESS="$<TARGET_FILE:cellwarden_radio_process>")
  add_dependencies(test_soapy_remote CellwardenPlayback cellwarden_radio_process)
  add_test(NAME "soapy_remote: a playback through a SoapyRemote server"
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/soapy_remote.sh $<TARGET_FILE_DIR:CellwardenPlayback>
                   $<TARGET_FILE:test_soapy_remote>)
  set_tests_properties("soapy_remote: a playback through a SoapyRemote server" PROPERTIES
    SKIP_REGULAR_EXPRESSION "SKIPPED:")
endif()
