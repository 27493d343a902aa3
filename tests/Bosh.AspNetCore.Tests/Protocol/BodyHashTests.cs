using System.Numerics;
using System.Text;
using Bosh.AspNetCore.Protocol;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class BodyHashTests
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 61) - 1;

    [Fact]
    public void It_is_the_value_of_two_polynomials_at_the_points()
    {
        var random = new Random(1);
        for (int length = 0; length < 300; length++)
        {
            byte[] text = new byte[length];
            random.NextBytes(text);
            ulong[] points = [.. Enumerable.Range(0, 4).Select(_ => (ulong)random.NextInt64((long)Prime))];
            UInt128 hash = new BodyHash(points[0], points[1], points[2], points[3]).Compute(text);
            Assert.Equal(new UInt128(Reference(text, points[0], points[1]), Reference(text, points[2], points[3])), hash);
        }
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(1ul)]
    [InlineData((1ul << 61) - 2)]
    public void Extreme_points_and_blocks_do_not_overflow(ulong point)
    {
        byte[] text = [.. Enumerable.Repeat((byte)0xFF, 1000)];
        UInt128 hash = new BodyHash(point, point, point, point).Compute(text);
        ulong half = Reference(text, point, point);
        Assert.Equal(new UInt128(half, half), hash);
    }

    [Fact]
    public void The_same_text_has_the_same_hash_wherever_it_lies()
    {
        byte[] text = Encoding.UTF8.GetBytes(Parsed.Around("<message/>"));
        for (int offset = 0; offset < 16; offset++)
        {
            byte[] elsewhere = [.. new byte[offset], .. text, 1, 2, 3];
            Assert.Equal(BodyHash.Of(text), BodyHash.Of(elsewhere.AsSpan(offset, text.Length)));
        }
    }

    [Fact]
    public void Any_change_of_a_text_changes_the_hash()
    {
        byte[] text = Encoding.UTF8.GetBytes(Parsed.Around("<message to='a@b'><body>Hello</body></message>"));
        var seen = new HashSet<UInt128> { BodyHash.Of(text) };
        for (int i = 0; i < text.Length; i++)
        {
            byte[] changed = [.. text];
            changed[i] ^= 1;
            Assert.True(seen.Add(BodyHash.Of(changed)), $"changed at {i}");
            Assert.True(seen.Add(BodyHash.Of(text.AsSpan(0, i))), $"cut at {i}");
            Assert.True(seen.Add(BodyHash.Of([.. text.AsSpan(0, i), 0, .. text.AsSpan(i)])), $"a zero at {i}");
        }
    }

    [Fact]
    public void Zeros_count()
    {
        var seen = new HashSet<UInt128>();
        for (int length = 0; length < 100; length++)
        {
            Assert.True(seen.Add(BodyHash.Of(new byte[length])), $"length {length}");
        }
    }

    /// <summary>As the summary of the hash has it.</summary>
    private static ulong Reference(byte[] text, ulong x, ulong y)
    {
        int pairs = Math.Max(1, (text.Length + 13) / 14);
        byte[] padded = [.. text, .. new byte[(pairs * 14) - text.Length]];
        BigInteger odd = 0;
        BigInteger even = 0;
        for (int i = 0; i < pairs; i++)
        {
            odd = ((odd * x) + new BigInteger(padded.AsSpan(i * 14, 7), isUnsigned: true)) % Prime;
            even = ((even * x) + new BigInteger(padded.AsSpan((i * 14) + 7, 7), isUnsigned: true)) % Prime;
        }

        return (ulong)(((((odd * y) + even) * y) + text.Length) % Prime);
    }
}
