from bot.matrices import has_avx2


def test_a_processor_with_the_instructions_is_known_by_its_flags(tmp_path):
    file = tmp_path / "cpuinfo"
    file.write_text("flags\t\t: fpu sse4_2 avx2 bmi2\n", "ascii")
    assert has_avx2(file)


def test_an_old_processor_or_another_system_is_left_alone(tmp_path):
    file = tmp_path / "cpuinfo"
    file.write_text("flags\t\t: fpu sse4_2 avx\n", "ascii")
    assert not has_avx2(file)
    assert not has_avx2(tmp_path / "missing")
