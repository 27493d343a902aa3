using System.Text;
using Bosh.AspNetCore.Benchmarks.Load.Client;
using Bosh.FaultProxy.Numbering;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class MessageNumberTests
{
    [Theory]
    [InlineData('l', 0)]
    [InlineData('u', 42)]
    [InlineData('o', 9_999_999_999)]
    public void A_message_carries_its_kind_and_its_number(char letter, long number)
    {
        var kind = (MessageKind)letter;
        ReadOnlySpan<byte> text = MessageTemplate.FromClient("u1@load.test/load", 64).Write(kind, number);

        Assert.True(MessageNumber.TryReadNext(ref text, out MessageNumber found));
        Assert.Equal(new MessageNumber(kind, number), found);
        Assert.False(MessageNumber.TryReadNext(ref text, out _));
    }

    [Fact]
    public void All_are_found_among_other_ids_and_whatever_the_quotes()
    {
        const string text = "<body><iq id='bind_1'/><message id='l-0000000001'/><message id=\"l-0000000002\" to='a' />"
            + "<x id='l-00000x0003'/><message from='b' id='u-0000000004'/><message id='l-000000000";

        Assert.Equal("Echo 1, Echo 2, Sink 4", Read(text));
    }

    [Fact]
    public void An_id_that_is_cut_is_not_found_wherever_it_is_cut()
    {
        const string text = "<message id='l-0000000001'/>";
        int end = text.IndexOf("1'", StringComparison.Ordinal) + 1;
        for (int length = 0; length < text.Length; length++)
        {
            Assert.Equal(length < end ? "" : "Echo 1", Read(text[..length]));
        }
    }

    [Fact]
    public void A_template_has_the_length_of_text_that_was_asked_for()
    {
        string text = Encoding.UTF8.GetString(MessageTemplate.FromClient("a", 200).Write(MessageKind.Echo, 7));

        Assert.Equal(200, text.Split("<body>")[1].Split("</body>")[0].Length);
        Assert.Contains(" id=\"l-0000000007\"", text, StringComparison.Ordinal);
        Assert.Contains(" to=\"a\"", text, StringComparison.Ordinal);
    }

    private static string Read(string text)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        var found = new List<string>();
        while (MessageNumber.TryReadNext(ref rest, out MessageNumber message))
        {
            found.Add($"{message.Kind} {message.Number}");
        }

        return string.Join(", ", found);
    }
}
