using Bosh.AspNetCore.Http;
using Xunit;

namespace Bosh.AspNetCore.Tests.Http;

public sealed class AnswerCompressionTests
{
    public static TheoryData<byte> Codings => [.. Enum.GetValues<ContentCoding>().Select(coding => (byte)coding)];

    [Theory]
    [MemberData(nameof(Codings))]
    public void What_would_not_become_smaller_stays_as_it_is(byte coding)
    {
        byte[] random = new byte[10_000];
        new Random(1).NextBytes(random);
        Assert.Null(AnswerCompression.Compress(random, (ContentCoding)coding));
        Assert.NotNull(AnswerCompression.Compress(new byte[10_000], (ContentCoding)coding));
    }
}
